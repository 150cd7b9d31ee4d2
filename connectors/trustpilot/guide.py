"""Trustpilot, as people are told of it."""

from connectors.kit.guide import Guide, Guides

GUIDES: Guides = {
    "en": Guide(
        title="Trustpilot reviews",
        covers="The reviews of your company on Trustpilot, with stars, title, text, language and the shop"
        " they are about, and your own answers; edits and answers of the last thirty days are seen within"
        " a day.",
        misses="Reviews that Trustpilot has taken down, and the answer that you are still writing. Without"
        " an API key nothing is read: the site shows programs a wall. Then have its notice mails sent to"
        " your inbox source.",
        needs="An API key of Trustpilot Business.",
        steps=(
            "Sign in at businessapp.b2b.trustpilot.com as an administrator.",
            "Open Integrations, then Developers, then APIs. If it is not there, your plan has no API: ask"
            " your contact at Trustpilot.",
            "Create an application and give it a name.",
            "Copy its API key (not the secret) into tokens.env as TRUSTPILOT_KEY.",
            "Open your company's page on trustpilot.com; what stands behind /review/ is its name there.",
        ),
        minutes=15,
        wait="If your plan has no API, an order with Trustpilot: days to weeks.",
        cost="the API is a paid addition to Trustpilot's business plans; ask Trustpilot for its price",
        terms="Trustpilot asks to refresh what is shown within 24 hours, and allows 833 requests in 5"
        " minutes; a quiet visit is one request.",
    ),
    "fr": Guide(
        title="Avis Trustpilot",
        covers="Les avis sur votre entreprise chez Trustpilot : étoiles, titre, texte, langue et magasin"
        " concerné, avec vos propres réponses ; corrections et réponses des trente derniers jours sont"
        " vues dans la journée.",
        misses="Les avis que Trustpilot a retirés, et la réponse que vous êtes en train d'écrire. Sans clé"
        " d'API, rien n'est lu : le site bloque les programmes. Faites alors suivre ses courriels d'alerte"
        " à votre source inbound.",
        needs="Une clé d'API de Trustpilot Business.",
        steps=(
            "Connectez-vous à businessapp.b2b.trustpilot.com avec un compte administrateur.",
            "Ouvrez Intégrations, puis Développeurs, puis API. Si la page n'existe pas, votre offre"
            " n'a pas l'API : demandez-la à votre interlocuteur chez Trustpilot.",
            "Créez une application et donnez-lui un nom.",
            "Copiez sa clé d'API (pas le secret) et rangez-la dans tokens.env sous le nom TRUSTPILOT_KEY.",
            "Ouvrez la page de votre entreprise sur trustpilot.com ; ce qui suit /review/ est son nom"
            " là-bas.",
        ),
        minutes=15,
        wait="Si votre offre n'a pas l'API, une commande chez Trustpilot : des jours, voire des semaines.",
        cost="l'API est une option payante des offres pour entreprises ; le prix est à demander à"
        " Trustpilot",
        terms="Trustpilot demande que ce qui est montré date de moins de 24 heures, et permet 833 demandes"
        " en 5 minutes ; une visite calme en fait une.",
        words={
            "Reviews of a company on Trustpilot, with its answers.": (
                "Les avis sur une entreprise chez Trustpilot, avec ses réponses."
            ),
            "The company there: its domain (acme.example), the address of its page, or its name.": (
                "L'entreprise là-bas : son domaine (acme.example), l'adresse de sa page, ou son nom."
            ),
            "The API key of an application of yours on Trustpilot.": (
                "La clé d'API d'une de vos applications chez Trustpilot."
            ),
            "Days that the first poll reads back.": "Sur combien de jours la première lecture remonte.",
            "The API's address.": "L'adresse de l'API.",
            "expected the API key, without blanks": "il faut la clé d'API, sans espace",
            "key: it would be sent in the clear: write https://": (
                "key : elle serait envoyée en clair : écrivez https://"
            ),
            "no list of reviews: is this Trustpilot's?": (
                "ce n'est pas une liste d'avis : est-ce bien celle de Trustpilot ?"
            ),
            "no list of companies: is this Trustpilot's?": (
                "ce n'est pas une liste d'entreprises : est-ce bien celle de Trustpilot ?"
            ),
            "no company's number: is this Trustpilot's?": (
                "ce n'est le numéro d'aucune entreprise : est-ce bien Trustpilot ?"
            ),
            "what Trustpilot says of a company: its reviews are a list apart": (
                "c'est ce que Trustpilot dit d'une entreprise : ses avis sont dans une liste à part"
            ),
            "no review in the event": "aucun avis dans l'événement",
            "Trustpilot says: {}": "Trustpilot répond : {}",
            "{}, Trustpilot says: {}": "{}, Trustpilot répond : {}",
            "{}, the key is not accepted ({}): copy it again from your application on Trustpilot": (
                "{}, la clé n'est pas acceptée ({}) : recopiez-la depuis votre application chez"
                " Trustpilot"
            ),
            "{}, the key may not read this ({}): ask Trustpilot whether your plan includes the API": (
                "{}, la clé n'a pas le droit de lire cela ({}) : demandez à Trustpilot si votre offre"
                " comprend l'API"
            ),
            "Trustpilot knows no company under {}: open its page there and copy its address": (
                "Trustpilot ne connaît aucune entreprise sous {} : ouvrez sa page là-bas et copiez-en"
                " l'adresse"
            ),
            "{} is no company's alone on Trustpilot: write its domain there as unit; the search"
            " shows {}": (
                "{} ne désigne pas une seule entreprise chez Trustpilot : mettez dans unit son domaine"
                " là-bas ; la recherche montre {}"
            ),
        },
    ),
}
