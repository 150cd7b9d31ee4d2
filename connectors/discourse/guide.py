"""Discourse forums, as people are told of them."""

from connectors.kit.guide import Guide, Guides

GUIDES: Guides = {
    "en": Guide(
        title="A forum (Discourse)",
        covers="The posts of one forum that runs on Discourse: those that name you or stand in a topic that"
        " does, or all of them where the forum is yours. What is edited, hidden or taken away is seen within"
        " a day, further down within a week. On your own forum what your team writes is your answer.",
        misses="Private messages, categories that visitors cannot see, and, of the time before the first"
        " visit, all but the newest post of each topic that the forum's search finds.",
        needs="Nothing, where visitors can read the forum. A closed forum wants an API key from whoever"
        " runs it.",
        steps=(
            "Open the forum in a private window. If you can read it there, no key is needed: skip the rest.",
            "Otherwise ask an administrator of the forum to open Admin, Advanced, API keys, New API key.",
            "There: user level «All users» or a single user, scope «Read-only», Save.",
            "Put the key, which is shown once, into tokens.env as DISCOURSE_KEY.",
        ),
        minutes=3,
        cost="free",
        terms="Each forum has rules of its own, at its address followed by /tos; a quiet visit is one"
        " request.",
    ),
    "fr": Guide(
        title="Un forum (Discourse)",
        covers="Les messages d'un forum qui tourne sous Discourse : ceux qui vous nomment ou dont le sujet"
        " vous nomme, ou tous si le forum est le vôtre. Ce qui est corrigé, masqué ou supprimé se voit dans"
        " la journée, plus loin en arrière dans la semaine. Sur votre forum, ce qu'écrit votre équipe compte comme votre réponse.",
        misses="Les messages privés, les catégories fermées aux visiteurs et, pour la période d'avant la"
        " première visite, tout sauf le dernier message de chaque sujet que trouve la recherche du forum.",
        needs="Rien si les visiteurs peuvent lire le forum. Pour un forum fermé, une clé d'API de qui"
        " l'administre.",
        steps=(
            "Ouvrez le forum dans une fenêtre de navigation privée. S'il se lit ainsi, aucune clé n'est"
            " nécessaire : arrêtez-vous là.",
            "Sinon, demandez à un administrateur du forum d'ouvrir Admin, Avancé, Clés API, Nouvelle clé"
            " API.",
            "Il choisit le niveau « Tous les utilisateurs » ou un seul, la portée « Lecture seule », puis"
            " enregistre.",
            "Rangez la clé, qui n'est montrée qu'une fois, dans tokens.env sous le nom DISCOURSE_KEY.",
        ),
        minutes=3,
        cost="gratuit",
        terms="Chaque forum a ses règles, à son adresse suivie de /tos ; une visite calme fait une seule"
        " demande.",
        words={
            "Posts on a forum that runs on Discourse.": "Les messages d'un forum sous Discourse.",
            "The forum's address, such as https://forum.acme.example.": (
                "L'adresse du forum, par exemple https://forum.acme.example."
            ),
            "The names to look for; none: every post is read, which wants `own_forum`.": (
                "Les noms à chercher. Aucun : tout est lu, si le forum est le vôtre (`own_forum`)."
            ),
            "Is it the brand's own forum, where what its team (staff) writes is the brand's?": (
                "Est-ce le forum de la marque, où ce qu'écrit l'équipe (staff) vient de la marque ?"
            ),
            "An API key of the forum, where it shows nothing to visitors.": (
                "Une clé d'API du forum, s'il ne montre rien aux visiteurs."
            ),
            "The user that the key speaks for.": "L'utilisateur au nom duquel la clé parle.",
            "Days that the first poll reads back.": "Sur combien de jours la première lecture remonte.",
            "name phrases to look for, or say own_forum = true": (
                "donnez des noms à chercher (phrases), ou écrivez own_forum = true"
            ),
            "key: it would be sent in the clear: write https://": (
                "key : elle serait envoyée en clair : écrivez https://"
            ),
            "the forum says: {}": "le forum répond : {}",
            "no list of posts: is this Discourse?": (
                "ce n'est pas une liste de messages : est-ce bien Discourse ?"
            ),
            "a private message: only what is public is read": (
                "un message privé : seul ce qui est public est lu"
            ),
            "no id or title": "ni identifiant ni titre",
            "the forum's search is closed: what was written long before the first visit is not read: {}": (
                "la recherche du forum est fermée : ce qui a été écrit bien avant la première visite n'est"
                " pas lu : {}"
            ),
            "{}, the forum asks for patience: {}": "{}, le forum demande de patienter : {}",
            "{}, the forum does not show this to visitors: it wants a key: {}": (
                "{}, le forum ne montre pas cela aux visiteurs, il faut une clé : {}"
            ),
            "{}, the forum does not show this to the user of this key: {}": (
                "{}, le forum ne montre pas cela à l'utilisateur de cette clé : {}"
            ),
        },
    ),
}
