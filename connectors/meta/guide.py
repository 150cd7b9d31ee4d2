"""What people are told of the kind `meta`, in each language."""

from connectors.kit.guide import Guide, Guides

_EN = Guide(
    title="Comments on your own Facebook page and Instagram account",
    covers="What people write under your posts, your page's recommendations, posts that tag you, and your own answers.",
    misses=(
        "What others say on their own pages and profiles, stories, private messages, comments under ads that never"
        " stood on the page, and names in Instagram captions that do not tag you: Meta shows those to nobody."
        " Facebook leaves out who wrote a comment until Meta has approved your app for it."
    ),
    needs="The page's access token, and the numbers of the page and of the Instagram account linked to it.",
    steps=(
        "Be an administrator of the page. The Instagram account has to be a professional one and linked to"
        " the page: Page settings, Linked accounts.",
        "On developers.facebook.com open My Apps, Create app, choose the use case “Manage everything on your Page”"
        " and your business.",
        "On business.facebook.com open Settings, Users, System users: add one, and give it the app, the page and"
        " the Instagram account under Assign assets.",
        "There press Generate token, choose the app, “never expires”, and tick pages_show_list,"
        " pages_read_engagement, pages_read_user_content, instagram_basic and instagram_manage_comments.",
        "On developers.facebook.com/tools/explorer paste that token, and send"
        " me/accounts?fields=name,id,access_token,instagram_business_account: id is the page's number, access_token"
        " its own token, and the number under instagram_business_account that of Instagram.",
        "Put the page's token into tokens.env as META_PAGE_TOKEN, and write token = \"$META_PAGE_TOKEN\" with the"
        " numbers under page and instagram.",
    ),
    minutes=40,
    wait=(
        "For your own page nothing has to be approved as long as those who set it up have a role in the app. The"
        " commenters' names (Business Asset User Profile Access) and an app in others' hands want Meta's App Review"
        " and the verification of your business: one to several weeks, so begin now."
    ),
    cost="free",
    terms="Your own page's data for your own use; what people delete has to go, and nothing may be sold or used to profile them.",
)  # fmt: skip

_WORDS = {
    "Comments under the brand's own Facebook and Instagram posts, recommendations, and posts that tag it.": "Les"
    " commentaires sous les publications Facebook et Instagram de la marque, les recommandations, et les publications"
    " qui l'identifient.",
    'The page\'s own access token: "$META_PAGE_TOKEN".': "Le jeton d'accès de la page"
    ' elle-même : "$META_PAGE_TOKEN".',
    "The Facebook page's number, such as 104512345678901; empty: no page is read.": "Le numéro de la page Facebook,"
    " comme 104512345678901 ; vide : on ne lit pas de page.",
    "The number of the Instagram account that is linked to the page, such as 17841400000000000; empty: none is"
    " read.": "Le numéro du compte Instagram associé à la page, comme 17841400000000000 ; vide : on n'en lit pas.",
    "What is not read: of tagged, ratings (a page's recommendations) and tags (media that tag the account).": "Ce"
    " qu'on ne lit pas : tagged (publications qui identifient la page), ratings (ses recommandations), tags"
    " (publications qui identifient le compte Instagram).",
    "Days for which a post's comments are read after it was posted.": "Pendant combien de jours on lit les"
    " commentaires d'une publication.",
    "The interface's address.": "L'adresse de l'interface.",
    "expected a number in quotes, such as 104512345678901: no name, no address": "il faut un numéro entre guillemets,"
    " comme 104512345678901 : ni un nom, ni une adresse",
    "expected any of tagged, ratings and tags": "on peut y mettre tagged, ratings et tags",
    "page: give the number of the page, or of its Instagram account under instagram": "page : donnez le numéro de la"
    " page, ou celui de son compte Instagram sous instagram",
    "token: the page's access token is missing": "token : il manque le jeton d'accès de la page",
    "url: the token would be sent in the clear: write https://": "url : le jeton serait envoyé en clair : écrivez"
    " https://",
    "the page's posts and what is said under them are not read, the rest is: {}": "les publications de la page et ce"
    " qui se dit dessous ne sont pas lus, le reste l'est : {}",
    "the Instagram posts and what is said under them are not read, the rest is: {}": "les publications Instagram et ce"
    " qui se dit dessous ne sont pas lus, le reste l'est : {}",
    "posts that tag the page are not read, the rest is: {}; to do without, write {}": "les publications qui"
    " identifient la page ne sont pas lues, le reste l'est : {} ; pour vous en passer, écrivez {}",
    "the page's recommendations are not read, the rest is: {}; to do without, write {}": "les recommandations de la"
    " page ne sont pas lues, le reste l'est : {} ; pour vous en passer, écrivez {}",
    "posts that tag the Instagram account are not read, the rest is: {}; to do without, write {}": "les publications"
    " qui identifient le compte Instagram ne sont pas lues, le reste l'est : {} ; pour vous en passer, écrivez {}",
    "Meta says: {}; code {}, subcode {}, fbtrace {}": "Meta répond : {} ; code {}, sous-code {}, fbtrace {}",
    "it is asked for too much at once ({})": "trop de choses lui sont demandées à la fois ({})",
    "the hour's requests of your app at Meta are used up ({})": "les demandes que Meta accorde par heure à votre app"
    " sont épuisées ({})",
    "Meta cannot answer now ({})": "Meta ne peut pas répondre pour l'instant ({})",
    "{}: make a new one, as `listener kinds meta` says ({})": "{} : refaites-en un, comme le dit `listener kinds"
    " meta` ({})",
    "the page's token is no good any more, for the app was removed from the account": "le jeton de la page ne vaut plus"
    " rien, l'app a été retirée du compte",
    "the page's token rests until its owner logs in at facebook.com and answers what is asked": "le jeton de la page"
    " attend que son titulaire se connecte à facebook.com et réponde à ce qu'on y demande",
    "the page's token is no good any more, for its owner's password was changed": "le jeton de la page ne vaut plus rien,"
    " son titulaire a changé de mot de passe",
    "the page's token has expired": "le jeton de la page a expiré",
    "the page's token is no good any more, for it was taken back": "le jeton de la page a été repris",
    "this is a person's token, and the page's own is needed": "ce jeton est celui d'une personne, il faut celui de la"
    " page",
    "the page's token is not valid": "le jeton de la page n'est pas valable",
    "a permission is missing: give it to the token, or ask Meta to approve it for your app ({})": "il manque une"
    " autorisation : donnez-la au jeton, ou demandez à Meta de l'approuver pour votre app ({})",
    "Meta has blocked the app for a while: look in its App Dashboard ({})": "Meta a bloqué l'app pour un temps :"
    " regardez son espace App ({})",
    "the token shows nothing under this number: check the number, and whose token it is ({})": "ce jeton ne montre rien"
    " sous ce numéro : vérifiez le numéro, et à quelle page est le jeton ({})",
    "Meta has ended {} of its interface: update the listener ({})": "Meta a mis fin à la version {} de son interface :"
    " mettez l'application à jour ({})",
    "Meta refuses what is asked: update the listener, or report it ({})": "Meta refuse ce qui est demandé : mettez"
    " l'application à jour, ou signalez-le ({})",
    "Meta ends {} of its interface on {}: update the listener before that day": "Meta met fin à la version {} de son"
    " interface le {} : mettez l'application à jour avant ce jour",
    "Meta has ended {} of its interface on {} and answers by a later one, where things may be missing: update the"
    " listener": "Meta a mis fin à la version {} de son interface le {} et répond par une plus récente, où des choses"
    " peuvent manquer : mettez l'application à jour",
    "neither posts nor comments: is this from Meta's Graph?": "ni publications ni commentaires : est-ce bien une réponse"
    " de Meta ?",
    "no list under `data`: is this from Meta's Graph?": "pas de liste sous `data` : est-ce bien une réponse de Meta ?",
    "neither a post nor a comment": "ni publication ni commentaire",
    "neither words nor stars": "ni mots ni étoiles",
    "no id": "sans identifiant",
}

_FR = Guide(
    title="Commentaires de votre page Facebook et de votre compte Instagram",
    covers=(
        "Ce qu'on écrit sous vos publications, les recommandations de votre page, les publications qui vous"
        " identifient, et vos propres réponses."
    ),
    misses=(
        "Ce qui se dit ailleurs que chez vous, les stories, les messages privés, les commentaires de publicités qui"
        " n'ont jamais paru sur la page, et votre nom cité sur Instagram sans identification : Meta ne les montre à"
        " personne. Facebook tait l'auteur d'un commentaire tant que Meta n'a pas approuvé votre application pour cela."
    ),
    needs="Le jeton d'accès de la page, et les numéros de la page et du compte Instagram qui lui est associé.",
    steps=(
        "Soyez administrateur de la page. Le compte Instagram doit être professionnel et associé à la page :"
        " Paramètres de la page, Comptes associés.",
        "Sur developers.facebook.com, ouvrez Mes apps, Créer une app, choisissez le cas d'usage « Tout gérer sur votre"
        " Page », puis votre entreprise.",
        "Sur business.facebook.com, ouvrez Paramètres, Utilisateurs, Utilisateurs système : ajoutez-en un, et"
        " attribuez-lui l'app, la page et le compte Instagram par Attribuer des éléments.",
        "Cliquez sur Générer un token, choisissez l'app, « n'expire jamais », et cochez pages_show_list,"
        " pages_read_engagement, pages_read_user_content, instagram_basic et instagram_manage_comments.",
        "Sur developers.facebook.com/tools/explorer, collez ce jeton et envoyez"
        " me/accounts?fields=name,id,access_token,instagram_business_account : id est le numéro de la page,"
        " access_token son propre jeton, et le numéro sous instagram_business_account celui d'Instagram.",
        "Rangez le jeton de la page dans tokens.env sous le nom META_PAGE_TOKEN, et écrivez token = \"$META_PAGE_TOKEN\" avec les"
        " numéros sous page et instagram.",
    ),
    minutes=40,
    wait=(
        "Pour votre propre page, rien n'est à faire approuver tant que ceux qui la branchent ont un rôle dans l'app."
        " Le nom des commentateurs (Business Asset User Profile Access) et une app confiée à d'autres demandent"
        " l'examen de Meta et la vérification de votre entreprise : d'une à plusieurs semaines, commencez donc tôt."
    ),
    cost="gratuit",
    terms=(
        "Les données de votre page, pour votre usage ; ce que les gens effacent doit disparaître, et rien ne se vend"
        " ni ne sert à les profiler."
    ),
    words=_WORDS,
)  # fmt: skip

GUIDES: Guides = {"en": _EN, "fr": _FR}
