"""YouTube, as people are told of it."""

from connectors.kit.guide import Guide, Guides

GUIDES: Guides = {
    "en": Guide(
        title="YouTube comments",
        covers="Comments and answers under your own videos, under channels and videos of others that you name,"
        " and videos with your name in their title or description, with the comments there. Edits, deletions"
        " and late answers are seen within a day in the first week, then within 25 days.",
        misses="What is said in a video, comments that are held for review (until they are approved), live chat,"
        " and posts of the Community tab. The newest 5,000 conversations are looked at again.",
        needs="An API key of a Google Cloud project: no login, no approval.",
        steps=(
            "Open console.cloud.google.com, choose or create a project, and in APIs & Services, Library, enable"
            " the YouTube Data API v3.",
            "APIs & Services, Credentials, Create credentials, API key. Under API restrictions let it use the"
            " YouTube Data API v3 alone.",
            'Put it into tokens.env as YOUTUBE_API_KEY, and write key = "${YOUTUBE_API_KEY}".',
            "Your channel's id begins with UC (on the channel's page: description, Share channel, Copy channel"
            " ID); @name does, too.",
        ),
        minutes=10,
        cost="free: Google gives a project 10,000 units and 100 searches a day; a request for comments is a unit."
        " units_a_day and searches_a_day are never passed, and sources with the same key share them",
        terms="YouTube API Services terms: what is stored is asked for again within 30 days and taken out once it is"
        " gone there; link to the video, and name YouTube as the source.",
    ),
    "fr": Guide(
        title="Commentaires YouTube",
        covers="Les commentaires et les réponses sous vos vidéos, sous les chaînes et les vidéos d'autrui que vous"
        " citez, et les vidéos qui portent votre nom dans leur titre ou leur description, avec leurs commentaires."
        " Corrections, suppressions et réponses tardives se voient dans la journée la première semaine, puis sous"
        " 25 jours.",
        misses="Ce qui se dit dans une vidéo, les commentaires en attente de validation (jusqu'à celle-ci), le chat"
        " en direct et les posts de l'onglet Communauté. On ne revient que sur les 5 000 dernières conversations.",
        needs="La clé d'API d'un projet Google Cloud : ni connexion, ni autorisation à demander.",
        steps=(
            "Ouvrez console.cloud.google.com, choisissez ou créez un projet, puis, dans API et services,"
            " Bibliothèque, activez YouTube Data API v3.",
            "API et services, Identifiants, Créer des identifiants, Clé API. Dans Restrictions relatives aux API,"
            " ne lui laissez que YouTube Data API v3.",
            "Rangez-la dans tokens.env sous le nom YOUTUBE_API_KEY, et écrivez key ="
            ' "${YOUTUBE_API_KEY}".',
            "L'identifiant de votre chaîne commence par UC (sur sa page : description, Partager la chaîne, Copier"
            " l'identifiant) ; @nom convient aussi.",
        ),
        minutes=10,
        cost="gratuit : Google accorde à un projet 10 000 unités et 100 recherches par jour ; une lecture de"
        " commentaires coûte une unité. units_a_day et searches_a_day ne sont jamais dépassés, et les sources qui"
        " ont la même clé se les partagent",
        terms="Conditions des services d'API YouTube : ce qui est gardé est revérifié sous 30 jours et retiré dès"
        " qu'il n'y est plus ; mettez un lien vers la vidéo et nommez YouTube comme source.",
        words={
            "Comments on YouTube: under your own videos, under others', and videos that name you.": (
                "Les commentaires de YouTube : sous vos vidéos, sous celles des autres, et les vidéos qui vous"
                " nomment."
            ),
            "Minutes between two visits; each costs a unit for every channel and video.": (
                "Minutes entre deux visites ; chacune coûte une unité par chaîne et par vidéo."
            ),
            "An API key of a Google Cloud project with the YouTube Data API v3.": (
                "La clé d'API d'un projet Google Cloud où YouTube Data API v3 est activée."
            ),
            "Your own channels, as UC… or @name: all comments under their videos; what they write is yours.": (
                "Vos chaînes, comme UC… ou @nom : tous les commentaires sous leurs vidéos ; ce qu'elles écrivent"
                " est de vous."
            ),
            "Channels of others, as UC… or @name: comments there that name one of the phrases; without phrases,"
            " all.": (
                "Les chaînes d'autrui, comme UC… ou @nom : leurs commentaires où figure l'une des expressions de"
                " phrases ; sans phrases, tous."
            ),
            "Single videos, by id or address: all comments under them.": (
                "Des vidéos précises, par leur identifiant ou leur adresse : tous leurs commentaires."
            ),
            "Names of the brand: videos that have one in their title or description are searched for, and their"
            " comments read.": (
                "Les noms de la marque : on cherche les vidéos qui en portent un dans leur titre ou leur"
                " description, et on lit leurs commentaires."
            ),
            "Units that may be spent a day, of the 10,000 that Google gives a project: never more.": (
                "Unités à dépenser par jour, sur les 10 000 que Google accorde à un projet : jamais davantage."
            ),
            "Searches a day, of the 100 that Google gives a project; 0: none.": (
                "Recherches par jour, sur les 100 que Google accorde à un projet ; 0 : aucune."
            ),
            "Days that the first poll reads back.": "Sur combien de jours la première lecture remonte.",
            "The API's address.": "L'adresse de l'API.",
            "YouTube units": "unités YouTube",
            "YouTube searches": "recherches YouTube",
            "own_channels: name your channel, another, a video, or a phrase": (
                "own_channels : citez votre chaîne, une autre, une vidéo, ou une expression"
            ),
            "key: expected the API key, without blanks": "key : il faut la clé d'API, sans espaces",
            "key: it would be sent in the clear: write https://": (
                "key : elle serait envoyée en clair : écrivez https://"
            ),
            "expected a video's id of eleven signs, or its address": (
                "il faut l'identifiant d'une vidéo, onze signes, ou son adresse"
            ),
            "expected a channel as UC…, as @name, or by its address": (
                "il faut une chaîne : UC…, @nom, ou son adresse"
            ),
            "not a thread of comments": "ce n'est pas un fil de commentaires",
            "not a comment": "ce n'est pas un commentaire",
            "no list of comments: is this YouTube's?": (
                "ce n'est pas une liste de commentaires : est-ce bien YouTube ?"
            ),
            "comments are turned off there": "les commentaires y sont désactivés",
            "the video is gone, or private": "la vidéo n'existe plus, ou elle est privée",
            "there is no such channel": "cette chaîne n'existe pas",
            "the channel was closed": "la chaîne a été fermée",
            "YouTube closed the channel": "YouTube a fermé la chaîne",
            "YouTube does not show its comments": "YouTube n'en montre pas les commentaires",
            "{}: YouTube knows no such channel": "{} : YouTube ne connaît pas cette chaîne",
            "the project's quota for the YouTube Data API is 0: raise it in Google Cloud": (
                "le quota du projet pour YouTube Data API est de 0 : augmentez-le dans Google Cloud"
            ),
            "the YouTube Data API v3 is not switched on in the key's project: open APIs & Services in Google"
            " Cloud and enable it; it takes a few minutes": (
                "YouTube Data API v3 n'est pas activée dans le projet de la clé : dans Google Cloud, API et"
                " services, activez-la ; cela prend quelques minutes"
            ),
            "the key may not read comments: in Google Cloud let it use the YouTube Data API v3": (
                "la clé n'a pas le droit de lire les commentaires : dans Google Cloud, permettez-lui YouTube Data"
                " API v3"
            ),
            "YouTube does not let this key read it (Google says: {})": (
                "YouTube n'ouvre pas cette page à la clé (réponse de Google : {})"
            ),
            "YouTube does not let this key read it": "YouTube n'ouvre pas cette page à la clé",
            "Google does not accept the API key any more: make another one (Google Cloud, APIs & Services,"
            " Credentials) and put it into tokens.env": (
                "Google n'accepte plus la clé d'API : créez-en une autre (Google Cloud, API et services,"
                " Identifiants) et rangez-la dans tokens.env"
            ),
            "the API key may not be used from here: in Google Cloud, Credentials, let it be used by this machine's"
            " address and for the YouTube Data API v3": (
                "la clé d'API ne s'utilise pas d'ici : dans Google Cloud, Identifiants, autorisez-la pour"
                " l'adresse de cette machine et pour YouTube Data API v3"
            ),
        },
    ),
}
