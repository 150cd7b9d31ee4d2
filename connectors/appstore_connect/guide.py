"""App Store Connect, as people are told of it."""

from connectors.kit.guide import Guide, Guides

GUIDES: Guides = {
    "en": Guide(
        title="App Store reviews (your own app)",
        covers="The written reviews of your own app in every country at once, and the answers that you"
        " gave; an answer that Apple has not published yet is told. Edits and answers of the last thirty"
        " days are seen within a day.",
        misses="Stars without a text, and the version of the app: Apple does not tell it here. For apps of"
        " others take the public feed (`appstore`).",
        needs="A key of App Store Connect, which an administrator of the account can make.",
        steps=(
            "Sign in at appstoreconnect.apple.com as an administrator.",
            "Open Users and Access, then Integrations, then App Store Connect API.",
            "The first time, press Request Access and accept the terms.",
            "Under Team Keys press +, give the key a name and the role Customer Support, and press"
            " Generate.",
            "Download the AuthKey_….p8 file (Apple gives it once), and put it into the listener's storage"
            " folder, `data`.",
            "Note the Issuer ID above the list and the Key ID in its line.",
            "Open your app's page on apps.apple.com; the digits behind “id” are its number.",
        ),
        minutes=15,
        cost="free with the Apple Developer Program, which you have if your app is on sale",
        terms="The key is yours and reads your own app; Apple allows some 3,500 requests an hour, and a"
        " quiet visit is one.",
    ),
    "fr": Guide(
        title="Avis de l'App Store (votre application)",
        covers="Les avis écrits sur votre propre application, de tous les pays à la fois, et les réponses"
        " que vous avez données ; une réponse qu'Apple n'a pas encore publiée est signalée. Corrections"
        " et réponses des trente derniers jours sont vues dans la journée.",
        misses="Les étoiles sans texte, et la version de l'application : Apple ne la dit pas ici. Pour les"
        " applications des autres, prenez le flux public (`appstore`).",
        needs="Une clé d'App Store Connect, qu'un administrateur du compte peut créer.",
        steps=(
            "Connectez-vous à appstoreconnect.apple.com avec un compte administrateur.",
            "Ouvrez Utilisateurs et accès, puis Intégrations, puis API App Store Connect.",
            "La première fois, cliquez sur Demander l'accès et acceptez les conditions.",
            "Sous Clés d'équipe, cliquez sur +, donnez un nom à la clé et le rôle Assistance client,"
            " puis cliquez sur Générer.",
            "Téléchargez le fichier AuthKey_….p8 (Apple ne le donne qu'une fois) et placez-le dans le"
            " dossier de stockage du listener, `data`.",
            "Notez l'Issuer ID au-dessus de la liste et l'ID de clé sur sa ligne.",
            "Ouvrez la page de votre application sur apps.apple.com ; les chiffres après « id » sont son"
            " numéro.",
        ),
        minutes=15,
        cost="gratuit avec l'Apple Developer Program, que vous avez si votre application est en vente",
        terms="La clé est la vôtre et ne lit que votre application ; Apple permet environ 3 500 demandes"
        " par heure, une visite calme en fait une.",
        words={
            "Reviews of your own app in all of Apple's stores, with your answers.": (
                "Les avis sur votre application dans toutes les boutiques d'Apple, avec vos réponses."
            ),
            "The app's number, as in apps.apple.com/fr/app/name/id123456789; the whole address does,"
            " too.": "Le numéro de l'application, comme dans apps.apple.com/fr/app/nom/id123456789 ;"
            " l'adresse entière convient aussi.",
            "The key's own number: ten letters and digits, in the name of its file, too.": (
                "Le numéro de la clé : dix lettres et chiffres, qui sont aussi dans le nom de son fichier."
            ),
            "The issuer's number above the list of keys; none for a person's own key.": (
                "L'Issuer ID, au-dessus de la liste des clés ; rien pour la clé d'une seule personne."
            ),
            "What stands in the AuthKey_….p8 file; or name the file as key_file.": (
                "Le contenu du fichier AuthKey_….p8 ; ou bien nommez le fichier dans key_file."
            ),
            "The AuthKey_….p8 file as Apple gave it; a name alone is looked for in the storage folder.": (
                "Le fichier AuthKey_….p8 tel qu'Apple l'a donné ; un nom seul est cherché dans le dossier"
                " de stockage."
            ),
            "Days that the first poll reads back.": "Sur combien de jours la première lecture remonte.",
            "The API's address.": "L'adresse de l'API.",
            "key: its token would be sent in the clear: write https://": (
                "key : son jeton serait envoyé en clair : écrivez https://"
            ),
            "{}: the key is none of App Store Connect: take the AuthKey_….p8 file as Apple gave it, its"
            " whole text in a variable or its name as key_file": (
                "{} : ce n'est pas une clé d'App Store Connect : prenez le fichier AuthKey_….p8 tel"
                " qu'Apple l'a donné, tout son texte dans une variable ou son nom dans key_file"
            ),
            "no list of reviews: is this App Store Connect's?": (
                "ce n'est pas une liste d'avis : est-ce bien celle d'App Store Connect ?"
            ),
            "no reviews, but {}": "ce ne sont pas des avis, mais : {}",
            "no attributes": "aucun attribut",
            "not a review": "ce n'est pas un avis",
            "an answer without its words, or without the id of what it answers": (
                "une réponse sans ses mots, ou sans l'identifiant de l'avis auquel elle répond"
            ),
            "App Store Connect says: {}": "App Store Connect répond : {}",
            "{}, App Store Connect says: {}": "{}, App Store Connect répond : {}",
            "401, the key is not accepted ({}): check key_id, issuer, the key's file and this machine's"
            " clock": "401, la clé n'est pas acceptée ({}) : vérifiez key_id, issuer, le fichier de la clé"
            " et l'heure de cette machine",
            "403, the key may not read this ({}): in App Store Connect give it the role Customer Support,"
            " or a higher one": "403, la clé n'a pas le droit de lire cela ({}) : dans App Store Connect,"
            " donnez-lui le rôle Assistance client, ou un rôle plus élevé",
            "404, this account has no such app ({}): check its number": (
                "404, ce compte n'a pas cette application ({}) : vérifiez son numéro"
            ),
            "answers of yours that are not public yet: {}, the oldest since {}; Apple takes up to a day,"
            " after that look under Ratings and Reviews at {}": (
                "réponses de vous qui ne sont pas encore publiques : {}, la plus ancienne depuis le {} ;"
                " Apple prend jusqu'à un jour ; passé ce délai, regardez sous Notes et avis à l'adresse {}"
            ),
        },
    ),
}
