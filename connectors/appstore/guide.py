"""App Store, as people are told of it."""

from connectors.kit.guide import Guide, Guides

GUIDES: Guides = {
    "en": Guide(
        title="App Store reviews (public)",
        covers="What people write of your app, or of anybody's, in the stores of the countries that you"
        " name: stars, title, text and the version used, up to 500 reviews a country. An edited review"
        " is read again.",
        misses="Stars without a text, the answers that you gave (your own App Store Connect shows them),"
        " and whatever Apple hides: some networks are shown an empty feed, which is then said.",
        needs="The app's number; no key.",
        steps=(
            "Open your app's page on apps.apple.com.",
            "Copy its address; the digits behind “id” are the app's number.",
        ),
        minutes=2,
        cost="free",
        terms="Apple shows this feed to everybody and promises nothing of it, and its robots.txt (in October"
        " 2026) asks crawlers to leave feeds alone: whether you read it is for you to decide. For an app of"
        " your own, App Store Connect is the way that Apple means: listener kinds appstore_connect. The feed"
        " is read once an hour, and each review belongs to its author.",
    ),
    "fr": Guide(
        title="Avis de l'App Store (publics)",
        covers="Ce qu'on écrit de votre application, ou de celle d'un autre, dans les boutiques des pays"
        " que vous citez : étoiles, titre, texte et version utilisée, jusqu'à 500 avis par pays. Un avis"
        " corrigé est relu.",
        misses="Les étoiles sans texte, les réponses que vous avez données (votre App Store Connect les"
        " montre), et ce qu'Apple cache : certains réseaux reçoivent un flux vide, et c'est dit.",
        needs="Le numéro de l'application ; aucune clé.",
        steps=(
            "Ouvrez la page de votre application sur apps.apple.com.",
            "Copiez son adresse ; les chiffres après « id » sont le numéro de l'application.",
        ),
        minutes=2,
        cost="gratuit",
        terms="Apple laisse ce flux ouvert à tous sans rien promettre, et son robots.txt (en octobre 2026)"
        " demande aux programmes de laisser ses flux tranquilles : à vous de décider si vous le lisez. Pour"
        " votre propre application, la voie prévue par Apple est App Store Connect : listener kinds"
        " appstore_connect. Le flux est lu une fois par heure, et chaque avis reste à son auteur.",
        words={
            "Reviews of an app in Apple's stores.": "Les avis sur une application dans les boutiques"
            " d'Apple.",
            "The app's number, as in apps.apple.com/fr/app/name/id123456789; the whole address does,"
            " too.": "Le numéro de l'application, comme dans apps.apple.com/fr/app/nom/id123456789 ;"
            " l'adresse entière convient aussi.",
            "The stores to read, in two letters each: fr, be, ch; without any, the brand's country.": (
                "Les boutiques à lire, en deux lettres chacune : fr, be, ch ; à défaut, le pays de la"
                " marque."
            ),
            "Days that the first poll reads back, of the 500 reviews that each store shows.": (
                "Jours que la première lecture remonte, parmi les 500 avis que montre chaque boutique."
            ),
            "The feed's address.": "L'adresse du flux.",
            "expected countries in two letters, such as fr": (
                "il faut des pays en deux lettres, comme fr"
            ),
            "no app of the number {} is in the store {}: copy the number from its page on apps.apple.com,"
            " and look whether it is sold in that country": (
                "aucune application ne porte le numéro {} dans la boutique {} : recopiez-le depuis sa page"
                " sur apps.apple.com, et voyez si elle est vendue dans ce pays"
            ),
            "no feed of reviews: is this Apple's feed of customer reviews?": (
                "ce n'est pas un flux d'avis : est-ce bien celui des avis clients d'Apple ?"
            ),
            "the feed as XML: save the same address with json at its end": (
                "le flux en XML : enregistrez la même adresse avec json à la fin"
            ),
            "what the App Store says of an app: its reviews are in a feed apart": (
                "c'est ce que l'App Store dit d'une application : ses avis sont dans un flux à part"
            ),
            "no attributes": "aucun attribut",
            "the App Store says: {}": "l'App Store répond : {}",
            "the store {} shows no review from this address, in any form of its feed: the app may have"
            " none there, may not be sold there, or Apple may be hiding them from this network": (
                "la boutique {} ne montre aucun avis depuis cette adresse, sous aucune forme de son"
                " flux : l'application n'en a peut-être pas là-bas, ou n'y est pas vendue, ou Apple les"
                " cache à ce réseau"
            ),
            "the store {} shows no more than its {} newest reviews, and that many came since the last"
            " visit: those before them cannot be read; visit it more often": (
                "la boutique {} ne montre que ses {} avis les plus récents, et il en est venu autant"
                " depuis la dernière visite : les précédents ne peuvent pas être lus ; visitez-la plus"
                " souvent"
            ),
            "the store {} could not be read, the others were: {}": (
                "la boutique {} n'a pas pu être lue, les autres oui : {}"
            ),
        },
    ),
}
