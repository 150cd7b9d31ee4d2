"""Steam, as people are told of it."""

from connectors.kit.guide import Guide, Guides

GUIDES: Guides = {
    "en": Guide(
        title="Steam reviews",
        covers="The reviews of a game or an application on Steam, for and against, with the studio's own"
        " responses; edits and responses of the last two weeks are seen within a day.",
        misses="The store's discussions, reviews that were taken down, and stars: a review there is a"
        " thumb up or down, which stands above its words and is counted as no rating.",
        minutes=2,
        cost="free",
        terms="Steam's reviews may be read without a key; each one belongs to its author.",
    ),
    "fr": Guide(
        title="Évaluations Steam",
        covers="Les évaluations d'un jeu ou d'un logiciel sur Steam, pour et contre, avec les réponses du"
        " studio ; corrections et réponses des deux dernières semaines sont vues dans la journée.",
        misses="Les discussions de la boutique, les évaluations retirées, et les étoiles : Steam n'en a pas, on"
        " y met un pouce en haut ou en bas. Le verdict figure au-dessus du texte, mais n'entre dans aucune note.",
        minutes=2,
        cost="gratuit",
        terms="Les évaluations de Steam se lisent sans clé ; chacune reste à son auteur.",
        words={
            "Reviews of a game or application on Steam, with the developer's responses.": (
                "Les évaluations d'un jeu ou d'un logiciel sur Steam, avec les réponses du studio."
            ),
            "The app's number on Steam, as in store.steampowered.com/app/1234560; the whole address does,"
            " too.": (
                "Le numéro du jeu sur Steam, comme dans store.steampowered.com/app/1234560 ; l'adresse"
                " entière convient aussi."
            ),
            "Only reviews in these languages, in two letters each: fr, en; without any, all.": (
                "Seulement les évaluations dans ces langues, en deux lettres chacune : fr, en ; sans"
                " rien, toutes."
            ),
            "Days that the first poll reads back.": "Sur combien de jours la première lecture remonte.",
            "The API's address.": "L'adresse de l'API.",
            "expected the app's number, as in store.steampowered.com/app/1234560": (
                "il faut le numéro du jeu, comme dans store.steampowered.com/app/1234560"
            ),
            "Steam has no {}: choose of {}": "Steam n'a pas {} : choisissez parmi {}",
            "{}: it leads elsewhere, to {}: Steam has moved its reviews": (
                "{} : l'adresse mène ailleurs, à {} : Steam a déplacé ses évaluations"
            ),
            "no list of reviews: is this Steam's?": (
                "ce n'est pas une liste d'évaluations : est-ce bien celle de Steam ?"
            ),
            "no list of reviews: is this Steam's, and of an app that has a page?": (
                "pas de liste d'évaluations : est-ce bien Steam, et un jeu qui y a sa page ?"
            ),
            "Steam says: {}": "Steam répond : {}",
            "neither a verdict nor words": "ni verdict ni texte",
        },
    ),
}
