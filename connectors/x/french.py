"""What the kind says in English, in French."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "Posts on X that mention your account or hold one of the phrases, within a day's dollars.": (
        "Les posts de X qui mentionnent votre compte ou contiennent l'une des expressions, dans la limite des dollars"
        " du jour."
    ),
    "Minutes between two visits; a visit that finds nothing costs nothing.": (
        "Minutes entre deux visites ; une visite qui ne trouve rien ne coûte rien."
    ),
    "US dollars that may be spent a day (UTC), never more; sources with the same app share them.": (
        "Dollars à dépenser par jour (UTC), jamais davantage ; les sources d'une même application se les partagent."
    ),
    "The app's API key (consumer key).": ("La clé d'API de l'application (consumer key)."),
    "The app's API key secret.": ("Le secret de la clé d'API."),
    "The access token of the brand's account for that app: it begins with the account's number.": (
        "Le jeton d'accès du compte de la marque pour cette application : il commence par"
        " le numéro du compte."
    ),
    "The access token's secret.": ("Le secret du jeton d'accès."),
    "Read the posts that mention the account of the keys, and its own answers?": (
        "Lire les posts qui mentionnent le compte des clés, et ses propres réponses ?"
    ),
    "Does that account own the app? Then X asks a fifth for its mentions and its own posts.": (
        "L'application appartient-elle à ce compte ? X demande alors cinq fois moins pour ses mentions et ses posts."
    ),
    "Names of the brand that X is searched for, beside the mentions; without any, nothing is searched.": (
        "Les noms de la marque à chercher sur X, en plus des mentions ; sans aucun, pas de recherche."
    ),
    "Of the search only posts in these languages, such as fr; those that say no language are kept. Empty: all.": (
        "Les langues à garder dans la recherche, comme fr ; un post sans langue est gardé. Vide : toutes."
    ),
    "Ask who wrote each new post, with name and followers? X may ask the price of a user for each.": (
        "Demander qui a écrit chaque nouveau post, avec son nom et ses abonnés ? X peut compter chacun au prix d'un"
        " utilisateur."
    ),
    "Days for which a post is asked for again within 24 hours; later only while it waits for an answer. Of others the"
    " words are not kept.": (
        "Jours pendant lesquels un post est redemandé sous 24 heures ; ensuite, seulement tant qu'il attend une réponse."
        " Des autres, on ne garde pas les mots."
    ),
    "Days that the first poll reads back; the search reaches back seven at most.": (
        "Jours que la première lecture remonte ; la recherche remonte à sept au plus."
    ),
    "What X asks, in dollars: for a post, for one in a list of the account that owns the app, for a user, for a count.": (
        "Ce que X demande, en dollars : pour un post, pour un post d'une liste du compte à qui appartient"
        " l'application, pour un utilisateur, pour un comptage."
    ),
    "Names whose posts X counts by the hour, without showing them: their volume, for a request's price. Empty: none.": (
        "Les noms dont X compte les posts heure par heure, sans les montrer : leur volume, au prix d'une requête."
        " Vide : aucun."
    ),
    "Hours between two such counts; each brings all the hours since the last.": (
        "Heures entre deux comptages ; chacun apporte toutes les heures écoulées depuis le précédent."
    ),
    "The API's address.": "L'adresse de l'API.",
    "US dollars": "dollars américains",
    "prices: {}? the prices are {}": "prices : {} ? les prix sont {}",
    "prices.{}: expected dollars, such as {}": "prices.{} : il faut des dollars, comme {}",
    "expected up to ten languages of two letters, such as fr": (
        "il faut des langues en deux lettres, comme fr, dix au plus"
    ),
    "expected phrases of at most 200 characters": (
        "il faut des expressions de 200 caractères au plus"
    ),
    "phrases: read the mentions, or name a phrase to search for": (
        "phrases : lisez les mentions, ou citez une expression à chercher"
    ),
    "api_key: expected the four keys, without blanks": (
        "api_key : il faut les quatre clés, sans espaces"
    ),
    "access_token: expected the account's number, a hyphen, and letters": (
        "access_token : il faut le numéro du compte, un trait d'union, puis des lettres"
    ),
    "url: its keys would be sent in the clear: write https://": (
        "url : ses clés partiraient en clair : écrivez https://"
    ),
    "dollars_a_day: one request may cost {} dollars: write that or more": (
        "dollars_a_day : une requête peut coûter {} dollars : écrivez au moins autant"
    ),
    "the day's dollars do not suffice to ask X within 24 hours for all posts that are kept, as its terms want:"
    " raise dollars_a_day, or lower recheck_days": (
        "les dollars du jour ne suffisent pas pour redemander à X sous 24 heures tous les posts gardés, comme ses"
        " conditions le veulent : augmentez dollars_a_day, ou baissez recheck_days"
    ),
    "the day's dollars do not suffice to read the last four days again, for posts that X's index learns of late:"
    " raise dollars_a_day": (
        "les dollars du jour ne suffisent pas pour relire les quatre derniers jours, où X classe parfois des posts"
        " avec retard : augmentez dollars_a_day"
    ),
    "X does not let this app count posts: on console.x.com, see that it is in a project that pays by use, or leave"
    " counts out": (
        "X ne laisse pas cette application compter les posts : sur console.x.com, vérifiez qu'elle est dans un projet"
        " payé à l'usage, ou laissez counts de côté"
    ),
    "counts: these names are too long for one question: name fewer": (
        "counts : ces noms sont trop longs pour une seule question : citez-en moins"
    ),
    "no whole hour": "ce n'est pas une heure entière",
    "no count": "aucun nombre",
    "hour {}: {}": "heure {} : {}",
    "no list of counts: is this X's?": "ce n'est pas une liste de nombres : est-ce bien X ?",
    "not an object": "ce n'est pas un objet",
    "no id of a post": "aucun identifiant de post",
    "no words": "aucun texte",
    "no time": "aucune date",
    "X says: {}": "X répond : {}",
    "no list of posts: is this X's?": "ce n'est pas une liste de posts : est-ce bien X ?",
    "{}: 400, X says: {}": "{} : 400, X répond : {}",
    "the account at X has no credits left, or has reached its spending limit: see to both on console.x.com, then"
    " listener sources --retry NAME": (
        "le compte X n'a plus de crédits, ou son plafond de dépenses est atteint : voyez les deux sur console.x.com,"
        " puis lancez listener sources --retry NOM"
    ),
    "X does not accept the keys: make them again on console.x.com, all four of one app, and see that this"
    " machine's clock is right": (
        "X n'accepte pas les clés : refaites-les sur console.x.com, les quatre pour une même application, et"
        " vérifiez l'heure de cette machine"
    ),
    "X does not let this app read it: on console.x.com, see that it is in a project that pays by use (X says: {})": (
        "X n'ouvre pas cette page à l'application : sur console.x.com, vérifiez qu'elle est dans un projet payé à"
        " l'usage (X répond : {})"
    ),
}
