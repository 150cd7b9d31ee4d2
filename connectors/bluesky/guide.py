"""Bluesky, as people are told of it."""

from connectors.kit.guide import Guide, Guides

GUIDES: Guides = {
    "en": Guide(
        title="Bluesky",
        covers="Public posts and replies on Bluesky with your name, and the answers that your account"
        " gives there; what is deleted there is taken out here too, within a week.",
        misses="Authors who show their posts to members only are never read, nor are posts dated back"
        " by more than four days.",
        needs="An account on Bluesky and an app password for it: another one than its own, which may be"
        " taken back at any time.",
        steps=(
            "Sign in on bsky.app with your brand's account.",
            "Open Settings, Privacy and security, App passwords, then Add App Password.",
            "Name it listener, leave “Allow access to your direct messages” off, and create it.",
            "Copy what is shown (four groups of four signs) at once: it is shown a single time.",
        ),
        minutes=3,
        cost="free",
        terms="The search is there for people and small tools, not for taking everything; who deletes a"
        " post wants it gone.",
    ),
    "fr": Guide(
        title="Bluesky",
        covers="Les messages et les réponses publics de Bluesky qui contiennent votre nom, et ce que"
        " votre compte y répond ; un message effacé là-bas disparaît d'ici aussi, dans la semaine.",
        misses="Les auteurs qui ne se montrent qu'aux inscrits ne sont jamais lus, ni les messages"
        " antidatés de plus de quatre jours.",
        needs="Un compte Bluesky et un mot de passe d'application : ce n'est pas celui du compte, et il"
        " se révoque à tout moment.",
        steps=(
            "Connectez-vous à bsky.app avec le compte de la marque.",
            "Ouvrez Paramètres, Confidentialité et sécurité, Mots de passe d'application, puis ajoutez-en un.",
            "Nommez-le listener, laissez décoché l'accès à vos messages privés, et validez.",
            "Copiez aussitôt ce qui s'affiche (quatre groupes de quatre signes) : on ne le revoit plus.",
        ),
        minutes=3,
        cost="gratuit",
        terms="La recherche est faite pour des personnes et de petits outils, pas pour tout aspirer ; qui"
        " efface un message veut qu'il disparaisse.",
        words={
            "Posts on Bluesky with one of the phrases, and the brand's answers there.": "Les messages de Bluesky"
            " qui contiennent l'une des expressions, et les réponses qu'y donne la marque.",
            "The account that searches, such as acme.bsky.social; what it writes is the brand's.": "Le compte"
            " qui cherche, par exemple acme.bsky.social ; ce qu'il écrit est de la marque.",
            "An app password of that account (xxxx-xxxx-xxxx-xxxx).": "Un mot de"
            " passe d'application de ce compte (xxxx-xxxx-xxxx-xxxx).",
            "Only posts in these languages, such as fr; those that say no language are kept. Empty: all.": "Les"
            " messages en ces langues seulement, par exemple fr ; ceux qui n'en disent aucune sont gardés."
            " Vide : tous.",
            "Further accounts of the brand, as acme-help.bsky.social: what they write is not feedback.": "D'autres"
            " comptes de la marque, par exemple acme-help.bsky.social : ce qu'ils écrivent n'est pas un avis.",
            "Where the account logs in: bsky.social, or the address of its own host (PDS).": "Là où le compte se"
            " connecte : bsky.social, ou l'adresse de son propre hôte (PDS).",
            "expected an app password such as abcd-efgh-ijkl-mnop, never the account's own": "il faut un mot"
            " de passe d'application, comme abcd-efgh-ijkl-mnop, jamais celui du compte",
            "expected languages of two letters, such as fr": "il faut des langues en deux lettres, comme fr",
            "host: secrets would be sent in the clear: write https://": "host : des secrets partiraient en"
            " clair : écrivez https://",
            "the app password is not accepted: make another one on bsky.app (Settings, Privacy and security,"
            " App passwords)": "le mot de passe d'application est refusé : créez-en un autre sur bsky.app"
            " (Paramètres, Confidentialité et sécurité, Mots de passe d'application)",
            "{}: {}, the app password is not accepted: make another one on bsky.app (Settings, Privacy and"
            " security, App passwords)": "{} : {}, le mot de passe d'application est refusé : créez-en un"
            " autre sur bsky.app (Paramètres, Confidentialité et sécurité, Mots de passe d'application)",
            "that is the account's own password: make an app password for it": "c'est le mot de passe du"
            " compte lui-même : créez un mot de passe d'application",
            "the account was taken down or suspended there: log in with another one": "ce compte y est"
            " suspendu ou supprimé : connectez-vous avec un autre",
            "the account is deactivated: log in on bsky.app to have it back": "le compte est désactivé :"
            " reconnectez-vous sur bsky.app pour le retrouver",
            "the account is {}: log in on bsky.app to see why": "le compte n'est plus actif ({}) : connectez-vous"
            " à bsky.app pour savoir pourquoi",
            "{}: 403, this host refuses ({}): write the host of the account itself": "{} : 403, cet hôte refuse"
            " ({}) : indiquez celui du compte lui-même",
            "{}: 400, Bluesky says: {}": "{} : 400, Bluesky répond : {}",
            "Bluesky says: {}": "Bluesky répond : {}",
            "{} logins in a short time, which hosts allow few of: the next one waits": "{} connexions en peu de"
            " temps, or les hôtes en permettent peu : la prochaine attendra",
            "no author or record": "ni auteur ni contenu",
            "no did of its author": "l'auteur n'a pas d'identifiant (did)",
            "no uri of a post, or no time": "pas d'adresse de message (uri), ou pas de date",
            "{}: no such account is found: mend own_accounts": "{} : aucun compte de ce nom : corrigez"
            " own_accounts",
            "{}: no session in the reply": "{} : aucune session dans la réponse",
            "no list of posts: is this Bluesky's?": "aucune liste de messages : est-ce bien Bluesky ?",
        },
    ),
}
