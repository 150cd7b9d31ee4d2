"""Lemmy, as people are told of it."""

from connectors.kit.guide import Guide, Guides

GUIDES: Guides = {
    "en": Guide(
        title="Lemmy",
        covers="Posts and comments with your name in the communities of Lemmy that one server hears, those"
        " of the last 30 days at the first visit. Whether your newest twenty were edited, deleted or"
        " removed is seen within a day, whether older ones were within a week.",
        misses="Communities that nobody on that server follows. Name another server in a second source if"
        " yours is at home there.",
        minutes=1,
        cost="free",
        terms="Each server has rules of its own, at the foot of its first page; a quiet visit is one"
        " request for each name.",
    ),
    "fr": Guide(
        title="Lemmy",
        covers="Les messages et commentaires qui contiennent votre nom dans les communautés Lemmy que suit"
        " un serveur ; à la première visite, ceux des 30 derniers jours. Une correction, une suppression"
        " ou un retrait se voit dans la journée pour vos vingt plus récents, dans la semaine pour les"
        " autres.",
        misses="Les communautés que personne ne suit sur ce serveur. Si votre public est ailleurs, citez cet autre serveur dans une seconde source :"
        " jlai.lu, par exemple, est francophone.",
        minutes=1,
        cost="gratuit",
        terms="Chaque serveur a ses règles, au bas de sa page d'accueil ; une visite calme fait une demande"
        " par nom.",
        words={
            "Posts and comments on Lemmy that hold one of the phrases.": (
                "Les messages et commentaires de Lemmy qui contiennent l'un des noms."
            ),
            "The brand's name as it is written there, or a list of names.": (
                "Le nom de la marque tel qu'on l'écrit là-bas, ou une liste de noms."
            ),
            "The server whose search is asked; it hears what its people follow elsewhere too.": (
                "Le serveur dont on interroge la recherche ; il entend aussi ce que ses membres suivent"
                " ailleurs."
            ),
            "Days that the first poll reads back.": "Sur combien de jours la première lecture remonte.",
            "no list of posts: is this Lemmy?": (
                "ce n'est pas une liste de messages : est-ce bien Lemmy ?"
            ),
            "the server looks up addresses for its own people alone: what is at home on other servers"
            " is not asked for again once it is old": (
                "le serveur ne cherche les adresses que pour ses membres : les messages anciens venus"
                " d'autres serveurs ne sont plus redemandés"
            ),
            "neither a post nor a comment": "ni publication ni commentaire",
            "the server says: {}": "le serveur répond : {}",
            "{}, the server says: {}": "{}, le serveur répond : {}",
            "{}, the server asks for patience: {}": "{}, le serveur demande de patienter : {}",
            "{}, the server shows nothing to visitors: {}": (
                "{}, le serveur ne montre rien aux visiteurs : {}"
            ),
        },
    ),
}
