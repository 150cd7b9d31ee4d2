"""What people are told of the kind `tiktok`, in each language."""

from connectors.kit.guide import Guide, Guides

_EN = Guide(
    title="Comments on your own TikTok videos",
    covers=(
        "Comments under your own videos and picture posts, their answers, and your own. What is deleted or hidden there"
        " is taken out here too, within a week."
    ),
    misses=(
        "Everything under other people's videos, videos that name you, private messages, and comments under ads that"
        " never stood on your profile: TikTok opens none of that to a program."
    ),
    needs=(
        "A developer's app at TikTok API for Business that TikTok has approved for comments, and the consent of your"
        " account."
    ),
    steps=(
        "On business-api.tiktok.com sign up as a developer, and create an app: say that it reads the comments of your"
        " own account, and give an https address of yours as the account holder's redirect URL.",
        "Ask for the permissions comment.list and video.list, and wait until TikTok has approved the app.",
        "In the app's page open the authorization address for account holders, log in with your brand's account, and"
        " agree. The browser ends on your redirect URL; copy what stands behind code= there at once, for it is good for"
        " minutes.",
        "Change it into tokens with one request to tt_user/oauth2/token/, as the manual's page shows. In the answer"
        " open_id is your business_id, and refresh_token the lasting token.",
        "Put the app's secret as TIKTOK_CLIENT_SECRET and the lasting token as TIKTOK_REFRESH_TOKEN into tokens.env.",
    ),
    minutes=40,
    wait="TikTok looks at each app before it may read comments: days to weeks.",
    cost="free",
    terms="Your own account's data for your own use; what people delete has to go.",
)  # fmt: skip

_WORDS = {
    "Comments under your own TikTok videos, with their answers, by an app that TikTok approved.": "Les commentaires sous"
    " vos vidéos TikTok, avec leurs réponses, par une application que TikTok a acceptée.",
    "Minutes between two visits; each asks for the comments of the newest twenty videos.": "Les minutes entre deux"
    " visites ; chacune demande les commentaires des vingt dernières vidéos.",
    "The account's user name, such as acme.": "Le nom d'utilisateur du compte, par exemple acme.",
    "What TikTok calls the account for your app: open_id of the reply that gave the tokens.": "Le nom que TikTok donne au"
    " compte pour votre application : open_id, dans la réponse qui a donné les jetons.",
    "The app's id.": "L'identifiant de l'application.",
    "The app's secret.": "Le secret de l'application.",
    "The lasting token that the account's consent gave; it is good for a year.": "Le jeton durable"
    " donné par l'accord du compte ; il vaut un an.",
    "Only these videos, by number or address; empty: all of the account.": "Ces vidéos seulement, par leur numéro ou leur"
    " adresse ; vide : toutes celles du compte.",
    "Days that the first poll reads back, and for which a video's comments are read after it was posted.": "De combien de"
    " jours la première lecture remonte, et pendant combien de jours on lit les commentaires d'une vidéo.",
    "The API's address.": "L'adresse de l'API.",
    "expected a video's number, or its address": "il faut le numéro d'une vidéo, ou son adresse",
    "client_secret, refresh_token: expected them without blanks": "client_secret, refresh_token : il les faut sans espace",
    "url: its tokens would be sent in the clear: write https://": "url : les jetons seraient envoyés en clair : écrivez"
    " https://",
    "TikTok says: {}; code {}": "TikTok répond : {} ; code {}",
    "the requests that TikTok gives your app are used up ({})": "les requêtes que TikTok accorde à votre application sont"
    " épuisées ({})",
    "TikTok cannot answer now ({})": "TikTok ne peut pas répondre pour l'instant ({})",
    "TikTok does not accept the token ({})": "TikTok n'accepte pas le jeton ({})",
    "TikTok gives no token any more: the account took it back, a year is over, or client_id and client_secret are not"
    " those of the app; get a new one, as `listener kinds tiktok` says ({})": "TikTok ne donne plus de jeton : le compte"
    " l'a repris, un an a passé, ou client_id et client_secret ne sont pas ceux de l'application ; refaites-en un, comme"
    " le dit `listener kinds tiktok` ({})",
    "a permission is missing: the app needs comment.list and video.list, and the account's consent to both ({})": "il"
    " manque une autorisation : l'application a besoin de comment.list et de video.list, et de l'accord du compte pour"
    " les deux ({})",
    "TikTok refuses what is asked ({})": "TikTok refuse ce qui est demandé ({})",
    "video {} is not read, the rest is: {}": "la vidéo {} n'est pas lue, le reste l'est : {}",
    "no list of comments: is this from TikTok?": "aucune liste de commentaires : cela vient-il de TikTok ?",
    "no number of a video": "pas de numéro de vidéo",
    "no number of a comment": "pas de numéro de commentaire",
    "no token in the reply": "la réponse ne contient aucun jeton",
}  # fmt: skip

_FR = Guide(
    title="Commentaires sous vos vidéos TikTok",
    covers=(
        "Les commentaires sous vos vidéos et vos publications en images, leurs réponses et les vôtres. Ce qui y est effacé"
        " ou masqué disparaît d'ici aussi, dans la semaine."
    ),
    misses=(
        "Tout ce qui se dit sous les vidéos des autres, les vidéos qui vous nomment, les messages privés, et les"
        " commentaires de publicités qui n'ont jamais paru sur votre profil : TikTok n'en ouvre rien à un programme."
    ),
    needs=(
        "Une application de développeur chez TikTok API for Business, acceptée par TikTok pour les commentaires, et"
        " l'accord de votre compte."
    ),
    steps=(
        "Sur business-api.tiktok.com, inscrivez-vous comme développeur et créez une application : dites qu'elle lit les"
        " commentaires de votre propre compte, et donnez une adresse https à vous comme adresse de redirection pour les"
        " titulaires de compte.",
        "Demandez les autorisations comment.list et video.list, et attendez que TikTok accepte l'application.",
        "Sur la page de l'application, ouvrez l'adresse d'autorisation pour titulaires de compte, connectez-vous avec le"
        " compte de la marque et acceptez. Le navigateur finit sur votre adresse ; copiez aussitôt ce qui y suit code=,"
        " qui ne vaut que quelques minutes.",
        "Échangez-le contre des jetons par une requête à tt_user/oauth2/token/, comme le montre la page du manuel. Dans la"
        " réponse, open_id est votre business_id, et refresh_token le jeton durable.",
        "Rangez le secret de l'application sous TIKTOK_CLIENT_SECRET et le jeton durable sous TIKTOK_REFRESH_TOKEN, dans"
        " tokens.env.",
    ),
    minutes=40,
    wait="TikTok examine chaque application avant de lui ouvrir les commentaires : de quelques jours à quelques semaines.",
    cost="gratuit",
    terms="Les données de votre compte, pour votre usage ; ce que les gens effacent doit disparaître.",
    words=_WORDS,
)  # fmt: skip

GUIDES: Guides = {"en": _EN, "fr": _FR}
