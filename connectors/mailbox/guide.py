"""What people are told of a mailbox before they set it up."""

from connectors.kit.guide import Guide, Guides
from connectors.mailbox.french import WORDS

GUIDES: Guides = {
    "en": Guide(
        title="A mailbox, with what customers and review sites send there",
        covers="Mails that people write to you, and the notices that services mail: Google Alerts,"
        " new reviews on Google, Trustpilot, Avis Vérifiés, the App Store and Google Play, comments"
        " on Facebook, Instagram and TikTok.",
        misses="What a service does not mail, or mails shortened: Google cuts long reviews. An"
        " answer that you give on the service's own page is not seen here.",
        needs="The mailbox's address and its password, or an app password.",
        steps=(
            "Best take a mailbox for this alone, such as listening@your-domain.",
            "In each service, switch on its notices by e-mail and enter that address, or let a rule"
            " of your mailbox send them on there as they are (Gmail: a filter that forwards them;"
            " Outlook: Redirect, for what is forwarded comes from you).",
            "Gmail: open https://myaccount.google.com/security, turn on 2-Step Verification, then"
            " open https://myaccount.google.com/apppasswords, type a name, press Create and copy"
            " the 16 letters.",
            "Outlook and Microsoft 365: they take no password any more. Let a rule redirect the mails"
            " to a mailbox that does (Settings, Mail, Rules, Add new rule, Redirect to), or ask your"
            " administrator for a token (XOAUTH2).",
            "Any other provider: look in its help or the webmail's settings for IMAP, switch it on and"
            " note the server's name (OVH: ssl0.ovh.net; IONOS: imap.ionos.fr; Gandi: mail.gandi.net;"
            " Infomaniak: mail.infomaniak.com); if there are app passwords on the security page, make"
            " one.",
            "Put that password into tokens.env as MAILBOX_PASSWORD. It is never written into the settings;"
            " as long as it is not there, you are asked for it to try it.",
        ),
        minutes=10,
        cost="free",
        terms="Your own mailbox: it is read and left as it is, nothing is marked, moved or deleted.",
    ),
    "fr": Guide(
        title="Une boîte mail, avec ce qu'y envoient clients et sites d'avis",
        covers="Les courriels qu'on vous écrit, et les notifications que les services envoient :"
        " Google Alertes, nouveaux avis sur Google, Trustpilot, Avis Vérifiés, l'App Store et Google"
        " Play, commentaires sur Facebook, Instagram et TikTok.",
        misses="Ce qu'un service n'envoie pas, ou envoie abrégé : Google coupe les avis longs. Une"
        " réponse que vous donnez sur la page du service ne se voit pas ici.",
        needs="L'adresse de la boîte et son mot de passe, ou un mot de passe d'application.",
        steps=(
            "Le mieux est une boîte réservée à cet usage, par exemple ecoute@votre-domaine.",
            "Dans chaque service, activez les notifications par e-mail et donnez cette adresse, ou"
            " faites-les suivre tels quels par une règle de votre boîte (Gmail : un filtre qui les"
            " transfère ; Outlook : Rediriger, car ce qui est transféré vient de vous).",
            "Gmail : ouvrez https://myaccount.google.com/security, activez la validation en deux"
            " étapes, puis ouvrez https://myaccount.google.com/apppasswords, tapez un nom, cliquez"
            " sur Créer et copiez les 16 lettres.",
            "Outlook et Microsoft 365 : les mots de passe n'y sont plus acceptés. Faites rediriger"
            " les messages par une règle (Paramètres, Courrier, Règles, Ajouter une règle, Rediriger"
            " vers) vers une boîte qui les accepte, ou demandez un jeton (XOAUTH2) à votre administrateur.",
            "Autre fournisseur : cherchez IMAP dans son aide ou les réglages du webmail, activez-le et"
            " notez le nom du serveur (OVH : ssl0.ovh.net ; IONOS : imap.ionos.fr ; Gandi :"
            " mail.gandi.net ; Infomaniak : mail.infomaniak.com) ; si la page de sécurité propose des"
            " mots de passe d'application, créez-en un.",
            "Rangez ce mot de passe dans tokens.env sous le nom MAILBOX_PASSWORD. Il n'est jamais écrit"
            " dans les réglages ; tant qu'il n'y est pas, on vous le demande pour l'essayer.",
        ),
        minutes=10,
        cost="gratuit",
        terms="Votre propre boîte : elle est lue et laissée telle quelle, rien n'est marqué, déplacé"
        " ni effacé.",
        words=WORDS,
    ),
}
