"""Google Play, as people are told of it."""

from connectors.kit.guide import Guide, Guides

GUIDES: Guides = {
    "en": Guide(
        title="Google Play reviews of your app",
        covers="What people write of your own app on Google Play, in every country: stars, text, the"
        " version used, and the answer that you gave. A review that is changed is read again.",
        misses="Stars without a word, apps of others, test versions, and everything older than a week:"
        " Google shows no more, so the listener has to run, and the first look is of one week.",
        needs="The key of a service account (a JSON file) that your Play Console lets in",
        steps=(
            "Open console.cloud.google.com, choose or create a project, and in APIs & Services, Library,"
            " enable the Google Play Android Developer API.",
            "IAM & Admin, Service accounts, Create: any name, no role. Copy its address"
            " (…@….iam.gserviceaccount.com).",
            "Open that account, Keys, Add key, JSON: a file is downloaded. It is a password: put it into"
            " the listener's storage folder and name it as key_file.",
            "In the Play Console, Users and permissions, Invite new users: the address from step 2, your"
            " app, and the permissions to view app information and to reply to reviews. The listener"
            " answers nothing; Google shows reviews with that permission alone.",
            "The package name stands in the address of your app's page on Google Play, behind id=.",
        ),
        minutes=20,
        wait="Google may take up to a day until the invitation works",
        cost="free; 200 requests an hour for each app",
        terms="Google Play Developer API terms: for the developer of the app, and whom they charge with it.",
    ),
    "fr": Guide(
        title="Avis Google Play de votre application",
        covers="Ce qu'on écrit de votre application sur Google Play, dans tous les pays : étoiles, texte,"
        " version utilisée, et la réponse que vous avez donnée. Un avis modifié est relu.",
        misses="Les étoiles sans un mot, les applications des autres, les versions de test, et tout ce"
        " qui a plus d'une semaine : Google n'en montre pas davantage, il faut donc que le listener"
        " tourne, et le premier coup d'œil porte sur une semaine.",
        needs="La clé d'un compte de service (un fichier JSON) que votre Play Console a invité",
        steps=(
            "Ouvrez console.cloud.google.com, choisissez ou créez un projet, puis, dans API et services,"
            " Bibliothèque, activez Google Play Android Developer API.",
            "IAM et administration, Comptes de service, Créer : un nom au choix, aucun rôle. Copiez son"
            " adresse (…@….iam.gserviceaccount.com).",
            "Ouvrez ce compte, Clés, Ajouter une clé, JSON : un fichier est téléchargé. C'est un mot de"
            " passe : rangez-le dans le dossier de stockage du listener et nommez-le dans key_file.",
            "Dans la Play Console, Utilisateurs et autorisations, Inviter de nouveaux utilisateurs :"
            " l'adresse de l'étape 2, votre application, et les droits d'afficher les informations de"
            " l'application et de répondre aux avis. Le listener ne répond à rien ; mais Google ne"
            " montre les avis qu'avec ce droit.",
            "Le nom du paquet se lit dans l'adresse de votre page sur Google Play, derrière id=.",
        ),
        minutes=20,
        wait="il faut parfois un jour à Google pour que l'invitation prenne effet",
        cost="gratuit ; 200 requêtes par heure et par application",
        terms="Conditions de l'API Google Play Developer : pour le développeur de l'application, et ceux"
        " qu'il en charge.",
        words={
            "of another kind": "d'une autre nature",
            "no comment": "aucun commentaire",
            "Reviews of your own app on Google Play, with your answers.": (
                "Les avis sur votre application dans Google Play, avec vos réponses."
            ),
            "Minutes between two visits; a day at most, for Google shows the last week alone.": (
                "Minutes entre deux visites ; un jour au plus, car Google ne montre que la dernière"
                " semaine."
            ),
            "The app's package name, such as com.acme.shop; the address of its page on Google Play does,"
            " too.": (
                "Le nom du paquet de l'application, comme com.acme.shop ; l'adresse de sa page sur"
                " Google Play convient aussi."
            ),
            "What stands in the service account's key (JSON); or name the file as key_file.": (
                "Le contenu de la clé du compte de service (JSON) ; ou bien"
                " nommez le fichier dans key_file."
            ),
            "The service account's key as Google gave it (JSON); a name alone is looked for in the"
            " storage folder.": (
                "La clé du compte de service telle que Google l'a donnée (JSON) ; un nom seul se"
                " cherche dans le dossier de stockage."
            ),
            "The API's address.": "L'adresse de l'API.",
            "Google shows the reviews of the last week alone: write 1440 or less": (
                "Google ne montre que les avis de la dernière semaine : écrivez 1440 ou moins"
            ),
            "expected a package name such as com.acme.shop, or its page's address": (
                "il faut un nom de paquet comme com.acme.shop, ou l'adresse de sa page"
            ),
            "url: its token would be sent in the clear: write https://": (
                "url : son jeton partirait en clair : écrivez https://"
            ),
            "token_uri of the key is no https:// address": (
                "token_uri, dans la clé, n'est pas une adresse en https://"
            ),
            "{}: the key is none of a service account: make one (Google Cloud, JSON) and take it as it is,"
            " its whole text in a variable or its file's name as key_file": (
                "{} : ce n'est pas la clé d'un compte de service : créez-en une (Google Cloud, JSON) et"
                " prenez-la telle quelle, tout son texte dans une variable ou le nom de son fichier dans"
                " key_file"
            ),
            "this machine's clock is wrong, and Google takes no token from another time: set it": (
                "l'horloge de cette machine est fausse, et Google n'accepte pas de jeton d'une autre"
                " heure : réglez-la"
            ),
            "Google does not know the key of the service account any more: make another one (Google"
            " Cloud, JSON) and put it here": (
                "Google ne connaît plus la clé du compte de service : créez-en une autre (Google Cloud,"
                " JSON) et mettez-la ici"
            ),
            "the service account may not read this app's reviews: in the Play Console, Users and"
            " permissions, invite {} and allow it to see the app and to reply to reviews; it takes up to"
            " a day (Google says: {})": (
                "le compte de service n'a pas le droit de lire les avis de cette application : dans la"
                " Play Console, Utilisateurs et autorisations, invitez {}, avec le droit de voir"
                " l'application et de répondre aux avis ; cela prend jusqu'à un jour (réponse de"
                " Google : {})"
            ),
            "the service account may not read this app's reviews: in the Play Console, Users and"
            " permissions, invite {} and allow it to see the app and to reply to reviews; it takes up to"
            " a day": (
                "le compte de service n'a pas le droit de lire les avis de cette application : dans la"
                " Play Console, Utilisateurs et autorisations, invitez {}, avec le droit de voir"
                " l'application et de répondre aux avis ; cela prend jusqu'à un jour"
            ),
            "the Google Play Android Developer API is not switched on in the key's project: open APIs &"
            " Services in Google Cloud and enable it; it takes a few minutes": (
                "Google Play Android Developer API n'est pas activée dans le projet de la clé : dans"
                " Google Cloud, API et services, activez-la ; cela prend quelques minutes"
            ),
            "the project's quota for the API is 0: raise it in Google Cloud": (
                "le quota du projet pour l'API est de 0 : augmentez-le dans Google Cloud"
            ),
            "no reviews: is this a reply of Google Play?": (
                "pas d'avis : est-ce bien une réponse de Google Play ?"
            ),
            "what Google says to an answer: it does not name the review": (
                "ce que Google dit d'une réponse : l'avis n'y est pas nommé"
            ),
            "nobody asked Google for more than a week: the reviews from {} to {} cannot be read here any"
            " more, look into the Play Console": (
                "personne n'a interrogé Google pendant plus d'une semaine : les avis du {} au {} ne se"
                " lisent plus ici, regardez dans la Play Console"
            ),
        },
    ),
}
