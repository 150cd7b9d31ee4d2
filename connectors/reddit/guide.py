"""Reddit, as people are told of it."""

from connectors.kit.guide import Guide, Guides

GUIDES: Guides = {
    "en": Guide(
        title="Reddit, by an approved app",
        covers="Posts on all of Reddit with your name, and comments in the subreddits that you name; of your own"
        " subreddits everything. What is deleted or removed there is taken out here too, within a week.",
        misses="Comments elsewhere: Reddit's search shows posts alone. Closed subreddits, and what stands behind the"
        " thousand newest of a list.",
        needs="An app that Reddit approved. Without one, read Reddit by your private feed: `listener kinds rss`,"
        ' preset = "reddit_feed".',
        steps=(
            "Ask Reddit for access to its Data API (support.reddithelp.com, Responsible Builder Policy): say what"
            " you read, for whom, and that nothing is posted. Refusals are common, and keys may be revoked"
            " without a reason.",
            "Once approved, open reddit.com/prefs/apps, create an app of the type script, any name, redirect"
            " address http://127.0.0.1.",
            "The id stands under the app's name, the secret beside it: put both into tokens.env, as"
            " REDDIT_CLIENT_ID and REDDIT_CLIENT_SECRET.",
            "Write account = your user name there: Reddit wants to know who asks.",
        ),
        minutes=15,
        wait="weeks for Reddit's approval, and it may be refused",
        cost="free for what Reddit calls non-commercial; commercial use takes a contract with Reddit, which names"
        " the price",
        terms="Reddit Data API Terms and Responsible Builder Policy: approval first, a contract for commercial use,"
        " 100 requests a minute, no training of models on it, and what its author deletes has to go.",
    ),
    "fr": Guide(
        title="Reddit, par une application approuvée",
        covers="Les posts de tout Reddit où figure votre nom, et les commentaires des subreddits que vous citez ;"
        " de vos propres subreddits, tout. Ce qui y est supprimé ou retiré disparaît d'ici aussi, dans la semaine.",
        misses="Les commentaires ailleurs : la recherche de Reddit ne montre que les posts. Les subreddits fermés, et"
        " ce qui suit les mille derniers d'une liste.",
        needs="Une application approuvée par Reddit. Sans elle, lisez Reddit par votre flux privé : `listener kinds"
        ' rss`, preset = "reddit_feed".',
        steps=(
            "Demandez à Reddit l'accès à sa Data API (support.reddithelp.com, Responsible Builder Policy) : dites ce"
            " que vous lisez, pour qui, et que rien n'est publié. Les refus sont fréquents, et une clé peut être"
            " révoquée sans raison donnée.",
            "Une fois approuvé, ouvrez reddit.com/prefs/apps et créez une application de type script : un nom au"
            " choix, et http://127.0.0.1 comme adresse de redirection.",
            "L'identifiant se trouve sous le nom de l'application, le secret à côté : rangez-les dans tokens.env"
            " sous les noms REDDIT_CLIENT_ID et REDDIT_CLIENT_SECRET.",
            "Écrivez account = votre nom là-bas : Reddit veut savoir qui demande.",
        ),
        minutes=15,
        wait="des semaines pour l'accord de Reddit, qui peut le refuser",
        cost="gratuit pour ce que Reddit appelle un usage non commercial ; un usage commercial demande un contrat avec"
        " Reddit, qui en fixe le prix",
        terms="Reddit Data API Terms et Responsible Builder Policy : l'accord d'abord, un contrat pour un usage"
        " commercial, 100 requêtes par minute, pas d'entraînement de modèles, et ce que son auteur supprime doit"
        " disparaître.",
        words={
            "Posts and comments on Reddit that name the brand, by an app that Reddit approved.": (
                "Les posts et commentaires de Reddit qui nomment la marque, par une application approuvée."
            ),
            "The brand's name as it is written there, or a list of names.": (
                "Le nom de la marque tel qu'on l'écrit là-bas, ou une liste de noms."
            ),
            "Subreddits whose posts and comments are read for the name: the search shows no comments.": (
                "Les subreddits dont on lit posts et commentaires pour y trouver le nom : la recherche ne montre"
                " pas les commentaires."
            ),
            "The brand's own subreddits: all that is written there.": (
                "Les subreddits de la marque : tout ce qui s'y écrit."
            ),
            "The user name of who owns the app: Reddit wants it said with each request.": (
                "Le nom Reddit de qui possède l'application : Reddit veut le lire dans chaque requête."
            ),
            "The app's id, under its name on reddit.com/prefs/apps.": (
                "L'identifiant de l'application, sous son nom dans reddit.com/prefs/apps."
            ),
            "The app's secret.": ("Le secret de l'application."),
            "A lasting token of an account that let the app read; without one the app reads"
            " for itself.": (
                "Le jeton durable d'un compte qui a autorisé l'application à lire ; sans"
                " lui, l'application lit en son nom."
            ),
            "Days that the first poll reads back.": "Sur combien de jours la première lecture remonte.",
            "The API's address.": "L'adresse de l'API.",
            "Where tokens are given out.": "Là où l'on obtient les jetons.",
            "expected a subreddit as r/france": "il faut un subreddit, comme r/france",
            "client_id, client_secret: expected them without blanks": (
                "client_id, client_secret : il les faut sans espaces"
            ),
            "url: its keys would be sent in the clear: write https://": (
                "url : ses clés partiraient en clair : écrivez https://"
            ),
            "no list of posts: is this Reddit's?": (
                "ce n'est pas une liste de posts : est-ce bien Reddit ?"
            ),
            "Reddit says: {}": "Reddit répond : {}",
            "no id of a post or comment": "ni post ni commentaire : l'identifiant manque",
            "{}: {}, closed or gone, Reddit says: {}": "{} : {}, fermé ou disparu, Reddit répond : {}",
            "Reddit does not accept the app's keys: old ones are revoked, and new apps have to be approved; make"
            " another app or ask Reddit, or read Reddit by your private feed (listener kinds rss)": (
                "Reddit n'accepte pas les clés de l'application : il révoque les anciennes, et toute nouvelle"
                " application doit être approuvée ; créez-en une autre, demandez à Reddit, ou lisez Reddit par"
                " votre flux privé (listener kinds rss)"
            ),
        },
    ),
}
