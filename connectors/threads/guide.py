"""What people are told of the kind `threads`, in each language."""

from connectors.kit.guide import Guide, Guides

_EN = Guide(
    title="Threads",
    covers=(
        "Public posts that tag your account, what people say under your posts, and what your account answers; with"
        " Meta's approval, posts with your name. What is deleted there is taken out here too, within a week."
    ),
    misses=(
        "Private accounts, posts that spell your name without a tag as long as Meta has not approved the search, and"
        " how many people follow an author."
    ),
    needs="An app of your own at Meta with the use case “Access the Threads API”, and a token of your account for it.",
    steps=(
        "On developers.facebook.com open My Apps, Create app, and choose the use case “Access the Threads API”.",
        "In the use case, under Permissions, add threads_basic, threads_read_replies and threads_manage_mentions;"
        " threads_keyword_search too where you want the search.",
        "In the app's roles add your account as a Threads tester; accept it on threads.com under Settings, Website"
        " permissions.",
        "In the use case's settings, under User Token Generator, make a token for your account, and copy it at once.",
        "Put it into tokens.env as THREADS_TOKEN. It is good for 60 days and made anew by itself, as long as the"
        " listener runs.",
    ),
    minutes=30,
    wait=(
        "What people say under your own posts needs no approval. Until Meta's App Review has approved"
        " threads_manage_mentions and threads_keyword_search, tags come from your testers alone and the search finds"
        " your own posts alone: one to several weeks."
    ),
    cost="free",
    terms="For what is said to your own account, and for looking after your brand; what people delete has to go.",
)  # fmt: skip

_WORDS = {
    "Posts on Threads that tag your account, replies under its posts, its answers, and a search.": "Les messages de"
    " Threads qui identifient votre compte, les réponses sous les siens, ce qu'il répond, et une recherche.",
    "The account's user name, such as acme; what it writes is the brand's.": "Le nom d'utilisateur du compte, par"
    " exemple acme ; ce qu'il écrit est de la marque.",
    'The account\'s long-lived access token: "$THREADS_TOKEN"; it is made anew by itself.': "Le"
    ' jeton d\'accès longue durée du compte : "$THREADS_TOKEN" ; il se renouvelle tout seul.',
    "Names to search for, once Meta has approved the search for your app; before, it finds only your own posts.": "Les"
    " noms à chercher, une fois que Meta a accordé la recherche à votre application ; avant, elle ne trouve que vos"
    " propres messages.",
    "What is not read: of mentions (posts that tag you), posts (what is said under yours) and answers (yours"
    " elsewhere).": "Ce qu'on ne lit pas : mentions (les messages qui vous identifient), posts (ce qui se dit sous les"
    " vôtres), answers (vos réponses ailleurs).",
    "Days that the first poll reads back, and for which own posts are looked under.": "De combien de jours la première"
    " lecture remonte, et pendant combien de jours on regarde sous vos messages.",
    "Requests a day, of the 48,000 in any 24 hours that Meta gives at least: never more.": "Les requêtes par jour, sur"
    " les 48 000 que Meta accorde au moins par 24 heures : jamais plus.",
    "Searches a day, of the 2,200 in any 24 hours that Meta gives a person; 0: none.": "Les recherches par jour, sur"
    " les 2 200 que Meta accorde à une personne par 24 heures ; 0 : aucune.",
    "The interface's address.": "L'adresse de l'interface.",
    "requests to Threads": "requêtes à Threads",
    "searches on Threads": "recherches sur Threads",
    "expected any of mentions, posts and answers": "on peut y mettre mentions, posts et answers",
    "token: expected the account's access token, without blanks": "token : il faut le jeton d'accès du compte, sans"
    " espace",
    "leave_out: nothing is left to read": "leave_out : il ne reste rien à lire",
    "url: the token would be sent in the clear: write https://": "url : le jeton serait envoyé en clair : écrivez"
    " https://",
    "posts that tag the account are not read, the rest is: {}; to do without, write {}": "les messages qui identifient"
    " le compte ne sont pas lus, le reste l'est : {} ; pour vous en passer, écrivez {}",
    "what is said under your posts is not read, the rest is: {}; to do without, write {}": "ce qui se dit sous vos"
    " messages n'est pas lu, le reste l'est : {} ; pour vous en passer, écrivez {}",
    "what your account answers elsewhere is not read, the rest is: {}; to do without, write {}": "ce que votre compte"
    " répond ailleurs n'est pas lu, le reste l'est : {} ; pour vous en passer, écrivez {}",
    "the search is not read, the rest is: {}": "la recherche n'est pas lue, le reste l'est : {}",
    "the requests that Threads gives your app are used up ({})": "les requêtes que Threads accorde à votre application"
    " sont épuisées ({})",
    "Threads cannot answer now ({})": "Threads ne peut pas répondre pour l'instant ({})",
    "the token is not valid any more: make a new one, as `listener kinds threads` says ({})": "le jeton n'est plus"
    " valable : refaites-en un, comme le dit `listener kinds threads` ({})",
    "a permission is missing: tick it when you make the token, or ask Meta to approve it for your app ({})": "il manque"
    " une autorisation : cochez-la en créant le jeton, ou demandez à Meta de l'accorder à votre application ({})",
    "nothing is there that the token may see ({})": "il n'y a rien là que le jeton puisse voir ({})",
    "Threads refuses what is asked: update the listener, or report it ({})": "Threads refuse ce qui est demandé :"
    " mettez le listener à jour, ou signalez-le ({})",
    "no list of posts: is this from Threads?": "aucune liste de messages : cela vient-il de Threads ?",
    "no user name, or no time": "pas de nom d'utilisateur, ou pas de date",
}  # fmt: skip

_FR = Guide(
    title="Threads",
    covers=(
        "Les messages publics qui identifient votre compte, ce qu'on dit sous les vôtres et ce que votre compte"
        " répond ; avec l'accord de Meta, les messages où figure votre nom. Ce qui y est effacé disparaît d'ici"
        " aussi, dans la semaine."
    ),
    misses=(
        "Les comptes privés, les messages qui écrivent votre nom sans l'identifier tant que Meta n'a pas accordé la"
        " recherche, et le nombre d'abonnés des auteurs."
    ),
    needs="Une application à vous chez Meta, avec le cas d'utilisation « Accéder à l'API Threads », et un jeton de votre"
    " compte pour elle.",
    steps=(
        "Sur developers.facebook.com, ouvrez Mes applications, Créer une app, et choisissez le cas d'utilisation"
        " « Accéder à l'API Threads ».",
        "Dans ce cas d'utilisation, sous Autorisations, ajoutez threads_basic, threads_read_replies et"
        " threads_manage_mentions ; threads_keyword_search aussi si vous voulez la recherche.",
        "Dans les rôles de l'application, ajoutez votre compte comme testeur Threads ; acceptez sur threads.com, dans"
        " Paramètres, Autorisations du site web.",
        "Dans les paramètres du cas d'utilisation, sous Générateur de tokens, créez un jeton pour votre compte et"
        " copiez-le aussitôt.",
        "Rangez-le dans tokens.env sous le nom THREADS_TOKEN. Il vaut 60 jours et se renouvelle tout seul, tant que"
        " le listener tourne.",
    ),
    minutes=30,
    wait=(
        "Ce qu'on dit sous vos messages ne demande aucun accord. Tant que Meta n'a pas accordé threads_manage_mentions"
        " et threads_keyword_search, seules vous parviennent les identifications de vos testeurs, et la recherche ne"
        " trouve que vos propres messages : d'une à plusieurs semaines."
    ),
    cost="gratuit",
    terms="Pour ce qui se dit à votre compte, et pour veiller sur votre marque ; ce que les gens effacent doit disparaître.",
    words=_WORDS,
)  # fmt: skip

GUIDES: Guides = {"en": _EN, "fr": _FR}
