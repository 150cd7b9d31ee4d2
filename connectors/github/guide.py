"""GitHub, as people are told of it."""

from connectors.kit.guide import Guide, Guides

GUIDES: Guides = {
    "en": Guide(
        title="GitHub issues",
        covers="Issues and their comments in your own repositories, with your team's answers, and issues"
        " in any public repository whose title or text holds your name.",
        misses="Discussions, comments under others' issues, what programs write, and pull requests unless"
        " you ask for them. What somebody deletes there stays here.",
        needs="Nothing for two or three public repositories; an access token for more, and for private"
        " ones.",
        steps=(
            "Sign in to github.com with an account that may see your repositories.",
            "Open Settings, Developer settings, Personal access tokens, Fine-grained tokens, and generate"
            " a new one.",
            "Choose your organisation as the owner, and an end date that you note in your calendar.",
            "Choose your repositories, and under permissions “Issues: read-only” alone.",
            "Copy the token into tokens.env as GITHUB_TOKEN: it is shown once.",
        ),
        minutes=5,
        wait="If your organisation approves tokens, one of its administrators has to: often a day.",
        cost="free",
        terms="GitHub allows 60 requests an hour without a token and 5,000 with one; each post belongs to"
        " its author.",
    ),
    "fr": Guide(
        title="Tickets GitHub",
        covers="Les tickets (« issues ») de vos dépôts et leurs commentaires, avec les réponses de votre"
        " équipe ; et les tickets de tout dépôt public dont le titre ou le texte contient votre nom.",
        misses="Les discussions, les commentaires sous les tickets des autres, ce qu'écrivent les robots,"
        " et les demandes de fusion, sauf si vous les voulez. Ce qu'on efface là-bas reste ici.",
        needs="Rien pour deux ou trois dépôts publics ; au-delà, ou pour un dépôt privé, un jeton d'accès.",
        steps=(
            "Connectez-vous à github.com avec un compte qui voit vos dépôts.",
            "Ouvrez Settings, puis Developer settings, Personal access tokens, Fine-grained tokens, et"
            " créez-en un (Generate new token).",
            "Choisissez votre organisation comme propriétaire, et une date de fin que vous notez dans"
            " votre agenda.",
            "Choisissez vos dépôts et, parmi les autorisations, « Issues : Read-only » seulement.",
            "Rangez le jeton dans tokens.env sous le nom GITHUB_TOKEN : il ne s'affiche qu'une fois.",
        ),
        minutes=5,
        wait="Si votre organisation valide les jetons, un administrateur doit l'accepter : souvent un jour.",
        cost="gratuit",
        terms="GitHub permet 60 demandes par heure sans jeton et 5 000 avec ; chaque message reste à son"
        " auteur.",
        words={
            "Issues and comments of own repositories on GitHub, and issues anywhere that hold a phrase.": (
                "Les tickets et commentaires de vos dépôts GitHub, et les tickets de partout qui"
                " contiennent vos mots."
            ),
            "Minutes between two visits; without a token GitHub allows 60 requests an hour, two a"
            " repository.": (
                "Minutes entre deux visites ; sans jeton, GitHub permet 60 demandes par heure, et un dépôt"
                " en coûte deux."
            ),
            "The brand's own repositories, as owner/name or by their address: their issues and comments.": (
                "Les dépôts de la marque, sous la forme proprietaire/nom ou par leur adresse : leurs"
                " tickets et commentaires."
            ),
            "Names or phrases that are searched for in the issues of all public repositories.": (
                "Noms ou expressions à chercher dans les tickets de tous les dépôts publics."
            ),
            "An access token: more requests, and private repositories.": (
                "Un jeton d'accès : davantage de demandes, et les dépôts privés."
            ),
            "Are pull requests read, too?": "Lire aussi les demandes de fusion ?",
            "Days that the first poll reads back.": "Sur combien de jours la première lecture remonte.",
            "The API's address.": "L'adresse de l'API.",
            "expected a repository as owner/name": "il faut un dépôt sous la forme proprietaire/nom",
            "repos: name a repository of yours, or a query to search for": (
                "repos : indiquez un de vos dépôts, ou des mots à chercher dans query"
            ),
            "token: expected the token, without blanks": "token : il faut le jeton, sans espace",
            "token: it would be sent in the clear: write https://": (
                "token : il serait envoyé en clair : écrivez https://"
            ),
            "GitHub says: {}": "GitHub répond : {}",
            "{}, GitHub says: {}": "{}, GitHub répond : {}",
            "{}: no list of hits: is this GitHub's search?": (
                "{} : pas de résultats : est-ce bien la recherche de GitHub ?"
            ),
            "no list of issues or comments: is this GitHub's?": (
                "ce n'est pas une liste de tickets ni de commentaires : est-ce bien GitHub ?"
            ),
            "neither an issue nor a comment on one": "ni ticket ni commentaire d'un ticket",
            "GitHub's search for {} was cut short by its own clock": (
                "la recherche de GitHub pour {} n'est pas allée au bout : elle a manqué de temps"
            ),
            "{}: {}, GitHub's limit of requests is reached; a token raises it": (
                "{} : {}, le nombre de demandes permis par GitHub est atteint ; un jeton l'augmente"
            ),
            "{}: 401, the token is not accepted ({}): make a new one": (
                "{} : 401, le jeton n'est pas accepté ({}) : créez-en un autre"
            ),
            "{}: 404, no such repository, or a private one: correct its name in repos, or give a token"
            " that may read it": (
                "{} : 404, ce dépôt n'existe pas, ou il est privé : corrigez son nom dans repos, ou donnez"
                " un jeton qui peut le lire"
            ),
            "{}: {}, closed or gone, GitHub says: {}: take it out of repos": (
                "{} : {}, fermé ou disparu, GitHub répond : {} : retirez-le de repos"
            ),
        },
    ),
}
