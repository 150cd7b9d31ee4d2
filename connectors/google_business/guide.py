"""Google Business, as people are told of it."""

from connectors.google_business.french import WORDS
from connectors.kit.guide import Guide, Guides

GUIDES: Guides = {
    "en": Guide(
        title="Google reviews of your shops (Google Business Profile)",
        covers="Every review of the shops that your account manages, with its stars, its text as it was"
        " written (not Google's translation) and your answer: shown, still looked at by Google, or"
        " refused and why. Edited reviews are read again; each alert leads to the right answer box.",
        misses="Shops that you do not manage, questions and photos, and reviews that Google or their"
        " author took away since. An answer to a review older than two months is not noticed.",
        needs="An app of your own in Google Cloud that Google has approved, and the Google account that"
        " manages the shops",
        steps=(
            "With the Google account that manages the shops, open console.cloud.google.com and create a"
            " project; note its number on the Dashboard.",
            "Ask Google for access: support.google.com/business/contact/api_default, “Application for"
            " Basic API Access”, with the project's number. Do this first: it takes from days to weeks.",
            "In the project, APIs & Services, Library: enable Google My Business API, My Business Account"
            " Management API and My Business Business Information API. The first is not listed before"
            " Google has approved you.",
            "Google Auth Platform (OAuth consent screen): user type External, your own address, and under"
            " Data access the scope https://www.googleapis.com/auth/business.manage. Under Audience press"
            " Publish app: while it is in testing, every login ends after 7 days.",
            "Clients, Create client, type Desktop app: copy the client id and the client secret.",
            "Put the id into the settings, and the secret into tokens.env as GOOGLE_SECRET:"
            ' client_secret = "${GOOGLE_SECRET}".',
            "Run listener login NAME on the listener's machine, choose the account, tick the box and"
            " allow it. “Google hasn't verified this app” is about your own app: Advanced, Go to it.",
        ),
        minutes=30,
        wait="Google's approval of the project: from a few days to some weeks; it asks for a profile that"
        " has been verified and active for 60 days. Until then the mailbox hears new reviews.",
        cost="free",
        terms="Google's Business Profile policies: only for shops that you own or manage for their owner,"
        " who must know of it.",
    ),
    "fr": Guide(
        title="Avis Google de vos établissements (Google Business Profile)",
        covers="Tous les avis des établissements que gère votre compte : les étoiles, le texte tel qu'il"
        " a été écrit (et non la traduction de Google) et votre réponse, qu'elle soit en ligne, encore"
        " examinée par Google, ou refusée avec le motif. Un avis corrigé est relu ; chaque alerte mène"
        " au bon champ de réponse.",
        misses="Les établissements que vous ne gérez pas, les questions, les photos, et les avis que"
        " Google ou leur auteur ont retirés depuis. Une réponse à un avis de plus de deux mois passe"
        " inaperçue.",
        needs="Une application à vous dans Google Cloud, approuvée par Google, et le compte Google qui"
        " gère les établissements",
        steps=(
            "Avec le compte Google qui gère les établissements, ouvrez console.cloud.google.com et créez"
            " un projet ; notez son numéro, sur le tableau de bord.",
            "Demandez l'accès à Google : support.google.com/business/contact/api_default, « Application"
            " for Basic API Access », avec le numéro du projet. Commencez par là : il faut compter de"
            " quelques jours à quelques semaines.",
            "Dans le projet, API et services, Bibliothèque : activez Google My Business API, My Business"
            " Account Management API et My Business Business Information API. La première n'apparaît"
            " qu'une fois l'accès accordé.",
            "Google Auth Platform (écran de consentement OAuth) : type d'utilisateur Externe, votre"
            " adresse, puis, dans Accès aux données, le champ d'application"
            " https://www.googleapis.com/auth/business.manage. Dans Audience, cliquez sur Publier"
            " l'application : tant qu'elle est en test, chaque connexion s'éteint au bout de 7 jours.",
            "Clients, Créer un client, type Application de bureau : copiez l'identifiant et le code"
            " secret du client.",
            "Mettez l'identifiant dans les réglages, et rangez le secret dans tokens.env sous le nom"
            ' GOOGLE_SECRET : client_secret = "${GOOGLE_SECRET}".',
            "Sur la machine du listener, lancez listener login NOM, choisissez le compte, cochez la case"
            " et autorisez. « Google n'a pas validé cette application » parle de la vôtre : Paramètres"
            " avancés, puis Accéder.",
        ),
        minutes=30,
        wait="l'accord de Google pour le projet : de quelques jours à quelques semaines ; il faut une"
        " fiche validée et active depuis 60 jours. D'ici là, les nouveaux avis arrivent par la boîte"
        " mail.",
        cost="gratuit",
        terms="Règles des API Business Profile : seulement pour des établissements qui sont à vous, ou"
        " que vous gérez pour leur propriétaire, avec son accord.",
        words=WORDS,
    ),
}
