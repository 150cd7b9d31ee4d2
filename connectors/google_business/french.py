"""What Google Business says in English, in French: its settings, its errors, why an answer is refused."""

WORDS = {
    "Reviews of your own shops on Google Maps and Search.": (
        "Les avis sur vos établissements dans Google Maps et la recherche."
    ),
    "The id of your app (OAuth client, «Desktop app») in Google Cloud:"
    " 123-abc.apps.googleusercontent.com.": (
        "L'identifiant de votre application (client OAuth, « Application de bureau ») dans Google"
        " Cloud : 123-abc.apps.googleusercontent.com."
    ),
    "The secret that stands beside it.": ("Le code secret qui va avec."),
    "The shops, as accounts/1/locations/2 with what you call each; empty: all that the account"
    " manages.": (
        "Les établissements, comme accounts/1/locations/2, avec le nom que vous leur donnez ; vide :"
        " tous ceux que gère le compte."
    ),
    "The services' address.": "L'adresse des services.",
    "url: secrets would be sent in the clear: write https://": (
        "url : des secrets partiraient en clair : écrivez https://"
    ),
    "client_secret: it is empty: put it into tokens.env": (
        "client_secret : il est vide : rangez-le dans tokens.env"
    ),
    "write each as accounts/1/locations/2, or leave them out: all are read": (
        "écrivez chacun comme accounts/1/locations/2, ou n'en mettez aucun : tous seront lus"
    ),
    "the account that logged in manages no shop: log in with the one that does: {}": (
        "le compte connecté ne gère aucun établissement : connectez celui qui les gère : {}"
    ),
    "Google has not approved your project for Business Profile yet (its quota is 0): ask for access at"
    " {}, which takes from days to weeks; until then the mailbox hears new reviews: {}": (
        "Google n'a pas encore approuvé votre projet pour Business Profile (son quota est de 0) :"
        " demandez l'accès sur {}, comptez de quelques jours à quelques semaines ; d'ici là, la boîte"
        " aux lettres entend les nouveaux avis : {}"
    ),
    "a Business Profile service is not switched on in your Google Cloud project: open APIs & Services"
    " there and enable Google My Business API, My Business Account Management API and My Business"
    " Business Information API; it takes a few minutes": (
        "un service Business Profile n'est pas activé dans votre projet Google Cloud : dans API et"
        " services, activez Google My Business API, My Business Account Management API et My Business"
        " Business Information API ; cela prend quelques minutes"
    ),
    "the login does not cover business profiles: tick its box: {}": (
        "la connexion ne couvre pas les fiches d'établissement : cochez la case : {}"
    ),
    "the account that logged in may not read this: it must manage the shop, and the shop be verified"
    " (Google says: {})": (
        "le compte connecté n'a pas le droit de lire cela : il doit gérer l'établissement, et la fiche"
        " doit être validée (réponse de Google : {})"
    ),
    "the login ends at {}, for its app is in testing: publish the app (Google Cloud, Audience) and log"
    " in once more: {}": (
        "la connexion s'éteint le {}, car son application est en test : publiez-la (Google Cloud,"
        " Audience), puis reconnectez-vous : {}"
    ),
    "the shop {} could not be read, the others were: {}": (
        "l'établissement {} n'a pas pu être lu, les autres oui : {}"
    ),
    "no list of {}: is this Google Business?": (
        "pas de liste de {} : est-ce bien Google Business ?"
    ),
    "no list of reviews": "pas de liste d'avis",
    "no reviews: is this a reply of Google Business?": (
        "pas d'avis : est-ce bien une réponse de Google Business ?"
    ),
    "no reviews: this lists {}; reviews are in a reply apart": (
        "pas d'avis : c'est une liste de {} ; les avis sont dans une autre réponse"
    ),
    "an answer alone, and not the review that it answers": (
        "une réponse seule, sans l'avis auquel elle répond"
    ),
    "Google refused your answer ({}), nobody sees it: {}: {}": (
        "Google a refusé votre réponse ({}), personne ne la voit : {} : {}"
    ),
    "Google refused your answer, nobody sees it: {}: {}": (
        "Google a refusé votre réponse, personne ne la voit : {} : {}"
    ),
    "your answer ({}) waits for Google to look at it, nobody sees it yet: {}": (
        "votre réponse ({}) attend l'examen de Google, personne ne la voit encore : {}"
    ),
    "your answer waits for Google to look at it, nobody sees it yet: {}": (
        "votre réponse attend l'examen de Google, personne ne la voit encore : {}"
    ),
    "a Google account of this profile is restricted, and the profile suspended": (
        "un compte Google de cette fiche est restreint, et la fiche suspendue"
    ),
    "a Google account of this profile is restricted": (
        "un compte Google de cette fiche est restreint"
    ),
    "a Google account of this profile is suspended": "un compte Google de cette fiche est suspendu",
    "the payments profile that belongs to it is suspended": (
        "le profil de paiement associé est suspendu"
    ),
    "the business may not have a profile": "l'entreprise n'a pas droit à une fiche",
    "somebody else has claimed the profile": "quelqu'un d'autre a revendiqué la fiche",
    "the profile is suspended": "la fiche est suspendue",
    "the profile is switched off": "la fiche est désactivée",
    "the profile is not verified": "la fiche n'est pas validée",
    "the profile's address is a PO box": "l'adresse de la fiche est une boîte postale",
    "Google takes no changes of this profile at the moment": (
        "Google n'accepte pas de modification de cette fiche en ce moment"
    ),
    "it reads like paid or invented praise": "elle ressemble à un éloge payé ou inventé",
    "it has to do with sex": "elle touche au sexe",
    "it reads like advertising (leave out offers, codes and links)": (
        "elle ressemble à de la publicité (ni offre, ni code, ni lien)"
    ),
    "it invites to something dangerous": "elle invite à quelque chose de dangereux",
    "it is unclear, or says the same as many others": (
        "elle n'est pas claire, ou répète ce que disent bien d'autres"
    ),
    "it says the same as many others (write each anew)": (
        "elle répète ce que disent bien d'autres (écrivez chacune pour elle-même)"
    ),
    "it is unclear": "elle n'est pas claire",
    "it has to do with something illegal": "elle touche à quelque chose d'illégal",
    "it is beside the point of the review": "elle est hors sujet",
    "it offends": "elle est offensante",
    "it shows violence": "elle montre de la violence",
    "it may put children at risk": "elle pourrait mettre des enfants en danger",
    "it attacks or threatens somebody": "elle attaque ou menace quelqu'un",
    "it reads like hate": "elle ressemble à un propos haineux",
    "it speaks as somebody else": "elle parle au nom d'un autre",
    "it says something false that may do harm": "elle dit une chose fausse qui peut nuire",
    "it misleads": "elle induit en erreur",
    "it has coarse words": "elle contient des mots grossiers",
    "it has personal data, such as a number, an address or a name": (
        "elle contient des données personnelles, comme un numéro, une adresse ou un nom"
    ),
    "it offers goods whose sale is regulated": "elle propose des produits dont la vente est réglementée",
    "it reads like an attempt to deceive": "elle ressemble à une tromperie",
    "Google's own check failed (send it again)": "l'examen a échoué chez Google (renvoyez-la)",
    "it is against Google's rules, which say no more": (
        "elle enfreint les règles de Google, qui n'en disent pas plus"
    ),
    "it is what Google calls {}": "motif donné par Google : {}",
}
