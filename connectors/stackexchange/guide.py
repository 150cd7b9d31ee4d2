"""Stack Exchange, as people are told of it."""

from connectors.kit.guide import Guide, Guides

GUIDES: Guides = {
    "en": Guide(
        title="Stack Overflow and its sister sites",
        covers="Questions and answers with your name on one site of the Stack Exchange network (Stack"
        " Overflow, Super User, Ask Ubuntu…), those of the last 30 days at the first visit. Edits and"
        " deletions of the last hundred, and your own answers under them, are seen within a day; edits and"
        " deletions of older ones within a week.",
        misses="Comments under a post, chat, and sites that you do not name: each is a source of its own.",
        minutes=1,
        cost="free",
        terms="What people write there is under CC BY-SA: whoever quotes it names its author, links to the"
        " post and keeps the licence. The API allows 300 requests a day, 10,000 with a free key, and its"
        " pauses are kept.",
    ),
    "fr": Guide(
        title="Stack Overflow et les sites du même réseau",
        covers="Les questions et réponses qui contiennent votre nom sur un site du réseau Stack Exchange"
        " (Stack Overflow, Super User, Ask Ubuntu…) ; à la première visite, celles des 30 derniers jours."
        " Pour les cent dernières, les corrections, les suppressions et vos propres réponses se voient"
        " dans la journée ; pour les autres, corrections et suppressions se voient dans la semaine.",
        misses="Les commentaires sous un message, les discussions instantanées, et les sites que vous ne"
        " citez pas : à chaque site sa source.",
        minutes=1,
        cost="gratuit",
        terms="Ce qui s'y écrit est sous licence CC BY-SA : qui le cite nomme l'auteur, met un lien vers le"
        " message et garde la licence. L'API permet 300 demandes par jour, 10 000 avec une clé gratuite ;"
        " les pauses qu'elle demande sont respectées.",
        words={
            "Questions and answers with the brand's name on a site of the Stack Exchange network.": (
                "Les questions et réponses qui nomment la marque sur un site du réseau Stack Exchange."
            ),
            "Minutes between two visits; without a key a day has 300 requests.": (
                "Minutes entre deux visites ; sans clé, une journée compte 300 demandes."
            ),
            "The brand's name as it is written there, or a list of names.": (
                "Le nom de la marque tel qu'on l'écrit là-bas, ou une liste de noms."
            ),
            "The site: stackoverflow, superuser, or its address, such as https://fr.stackoverflow.com.": (
                "Le site : stackoverflow, superuser, ou son adresse, par exemple"
                " https://fr.stackoverflow.com."
            ),
            "The key of an app registered at stackapps.com: 10,000 requests a day.": (
                "La clé d'une application déclarée sur stackapps.com : 10 000 demandes par jour."
            ),
            "Days that the first poll reads back.": "Sur combien de jours la première lecture remonte.",
            "The API's address.": "L'adresse de l'API.",
            "expected a site such as stackoverflow": "il faut un site, par exemple stackoverflow",
            "key: it would be sent in the clear: write https://": (
                "key : elle serait envoyée en clair : écrivez https://"
            ),
            "no list of posts: is this the Stack Exchange API?": (
                "ce n'est pas une liste de messages : est-ce bien l'API de Stack Exchange ?"
            ),
            "not a post": "ce n'est pas un message",
            "hit {}: no id or date": "résultat {} : ni identifiant ni date",
            "the day's requests are used up until midnight UTC: a free key allows 10,000": (
                "les demandes du jour sont épuisées jusqu'à minuit UTC : une clé gratuite en permet"
                " 10 000"
            ),
            "Stack Exchange says: {} ({})": "Stack Exchange répond : {} ({})",
            "{}Stack Exchange says: {} ({})": "{}Stack Exchange répond : {} ({})",
            "{}Stack Exchange asks for patience: {}": "{}Stack Exchange demande de patienter : {}",
            "{}Stack Exchange does not accept the key: {}": (
                "{}Stack Exchange n'accepte pas la clé : {}"
            ),
            "{}Stack Exchange knows no such site: {}": "{}Stack Exchange ne connaît pas ce site : {}",
        },
    ),
}
