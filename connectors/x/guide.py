"""X, as people are told of it."""

from connectors.kit.guide import Guide, Guides
from connectors.x.french import WORDS

GUIDES: Guides = {
    "en": Guide(
        title="X (formerly Twitter)",
        covers="Posts that mention your account, your own answers and, where you name phrases, posts that hold one of"
        " them. A post that its author marked as a paid partnership counts as disclosed. Where you name counts, X also"
        " says, hour by hour, how many posts hold those names, without showing them. What is edited or deleted within a"
        " week is seen within 24 hours.",
        misses="Posts of protected accounts, direct messages, and shares without a word. The search reaches back"
        " seven days; of the mentions X keeps the newest 800. Once the day's dollars are spent, what comes later is"
        " read the next day. After recheck_days a post that waits for no answer keeps its link and date, not its words.",
        needs="An app at X with credits, and the four keys of your account for it.",
        steps=(
            "Open console.x.com with the brand's account, create an app, and buy credits: ten dollars are enough"
            " to begin with. Set a spending limit there too.",
            "In the app, Keys and tokens: generate the API key and secret, then the access token and secret; to"
            " read is enough.",
            "Put the four into tokens.env, as X_API_KEY, X_API_SECRET, X_ACCESS_TOKEN and"
            ' X_ACCESS_SECRET, and write api_key = "${X_API_KEY}" and so on.',
            "Write dollars_a_day = what you are ready to spend. If this account owns the app, write owns_app ="
            " true: X then asks a fifth for its mentions.",
        ),
        minutes=15,
        cost="paid to X by what is read: half a cent a post, a tenth of a cent for your mentions where your account"
        " owns the app, a cent for each author's name, half a cent for each time it counts, and each post once more for"
        " every day of recheck_days. dollars_a_day is never passed, not by restarts either: the most that a request may"
        " cost is set aside first, and what it did not cost comes back once its posts are stored",
        terms="X Developer Agreement and Policy: what is edited or deleted there is so here within 24 hours, posts are"
        " shown as they are with a link to X, and only ids are passed on to others.",
    ),
    "fr": Guide(
        title="X (anciennement Twitter)",
        covers="Les posts qui mentionnent votre compte, vos propres réponses et, si vous citez des expressions, les"
        " posts où figure l'une d'elles. Un post que son auteur signale comme partenariat rémunéré compte comme tel."
        " Si vous donnez des noms à counts, X dit aussi, heure par heure, combien de posts les portent, sans les montrer."
        " Ce qui est corrigé ou supprimé dans la semaine se voit sous 24 heures.",
        misses="Les comptes protégés, les messages privés et les reposts sans un mot. La recherche remonte à sept jours ;"
        " des mentions, X garde les 800 dernières. Une fois les dollars du jour dépensés, la suite se lit le lendemain."
        " Passé recheck_days, un post qui n'attend pas de réponse garde son lien et sa date, pas ses mots.",
        needs="Une application chez X, avec des crédits, et les quatre clés de votre compte pour elle.",
        steps=(
            "Ouvrez console.x.com avec le compte de la marque, créez une application et achetez des crédits : dix"
            " dollars suffisent pour commencer. Fixez-y aussi un plafond de dépenses.",
            "Dans l'application, Keys and tokens : générez la clé d'API et son secret, puis le jeton d'accès et le"
            " sien ; le droit de lire suffit.",
            "Rangez les quatre dans tokens.env, sous les noms X_API_KEY, X_API_SECRET, X_ACCESS_TOKEN"
            ' et X_ACCESS_SECRET, et écrivez api_key = "${X_API_KEY}", et ainsi de suite.',
            "Écrivez dollars_a_day = ce que vous êtes prêt à dépenser. Si l'application appartient à ce compte,"
            " écrivez owns_app = true : X demande alors cinq fois moins pour ses mentions.",
        ),
        minutes=15,
        cost="payé à X selon ce qui est lu : un demi-centime de dollar par post, un dixième de centime pour vos mentions"
        " si l'application appartient à votre compte, un centime par nom d'auteur, un demi-centime par comptage,"
        " et chaque post une fois de plus par jour de recheck_days. dollars_a_day n'est jamais dépassé, même après un redémarrage : ce qu'une requête"
        " peut coûter au plus est mis de côté d'abord, et ce qu'elle n'a pas coûté revient une fois ses posts"
        " enregistrés",
        terms="X Developer Agreement and Policy : ce qui y est corrigé ou supprimé l'est ici sous 24 heures, un post"
        " se montre tel quel avec un lien vers X, et seuls les identifiants se transmettent à d'autres.",
        words=WORDS,
    ),
}
