"""Mastodon, as people are told of it."""

from connectors.kit.guide import Guide, Guides

GUIDES: Guides = {
    "en": Guide(
        title="Mastodon",
        covers="Public posts under your tags (#acme) on the servers that you name, with edits and"
        " deletions; with a token of the first server, posts that hold a phrase too.",
        misses="Servers that you do not name, and authors who do not want to be found: most have not"
        " opted in to searches, and are read only with `indexable_only = false`.",
        needs="Nothing on open servers. Some show tags only with an access token of an account there.",
        steps=(
            "Sign in to the first server of your list, such as mastodon.social, with your brand's account.",
            "Open Preferences, Development, New application.",
            "Give it a name, tick `read` alone, and submit.",
            "Open the application and copy “Your access token”.",
        ),
        minutes=5,
        cost="free",
        terms="Each server has rules of its own; who asks not to be indexed (noindex) is never read.",
    ),
    "fr": Guide(
        title="Mastodon",
        covers="Les messages publics sous vos mots-dièse (#acme) sur les serveurs que vous citez, avec"
        " leurs corrections et leurs suppressions ; avec un jeton du premier serveur, aussi ceux qui"
        " contiennent une expression.",
        misses="Les serveurs que vous ne citez pas, et les auteurs qui ne veulent pas être trouvés : la"
        " plupart n'ont pas accepté les recherches, et ne sont lus qu'avec `indexable_only = false`.",
        needs="Rien sur les serveurs ouverts. Certains ne montrent leurs mots-dièse qu'avec le jeton d'un"
        " compte de chez eux.",
        steps=(
            "Connectez-vous au premier serveur de votre liste, par exemple mastodon.social, avec le"
            " compte de la marque.",
            "Ouvrez Préférences, Développement, Nouvelle application.",
            "Donnez-lui un nom, ne cochez que « read », validez.",
            "Ouvrez l'application et copiez « Votre jeton d'accès ».",
        ),
        minutes=5,
        cost="gratuit",
        terms="Chaque serveur a ses règles ; qui demande à ne pas être indexé (noindex) n'est jamais lu.",
        words={"the server says: {}": "le serveur répond : {}"},
    ),
}
