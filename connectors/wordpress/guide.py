"""WordPress comments, as people are told of them."""

from connectors.kit.guide import Guide, Guides

GUIDES: Guides = {
    "en": Guide(
        title="Comments on a WordPress site",
        covers="The comments under the posts and pages of a WordPress site, each with what it answers. One"
        " that waits for a moderator is read once it is approved, up to thirty days after it was written;"
        " what is edited or taken down is seen within a day, of older ones within a week. Your team's answers are yours where they are"
        " written logged in: name these accounts in own_authors. A guest who signs with your name is never"
        " taken for you.",
        misses="Reviews of products in a WooCommerce shop, comments that run through another service such"
        " as Disqus or Facebook, and sites that have closed their API: there the feed of comments can be"
        " read, with rss and its preset wordpress_comments, which shows the newest ten alone and never that"
        " one was taken down.",
        minutes=2,
        cost="free",
        terms="The comments are public; a quiet visit is one request.",
    ),
    "fr": Guide(
        title="Les commentaires d'un site WordPress",
        covers="Les commentaires sous les articles et les pages d'un site WordPress, avec celui auquel"
        " chacun répond. Un commentaire en attente de modération est lu dès qu'il est approuvé, jusqu'à"
        " trente jours après avoir été écrit ; ce qui est corrigé ou supprimé se voit dans la journée,"
        " ou dans la semaine pour les plus anciens. Les"
        " réponses de votre équipe comptent comme les vôtres si elle les écrit en étant connectée : donnez"
        " ses comptes dans own_authors. Un visiteur qui signe de votre nom n'est jamais pris pour vous.",
        misses="Les avis sur les produits d'une boutique WooCommerce, les commentaires confiés à un autre"
        " service comme Disqus ou Facebook, et les sites qui ont fermé leur API : pour ceux-là, il reste le"
        " flux des commentaires, avec rss et son réglage wordpress_comments, qui ne montre que les dix"
        " derniers et jamais les suppressions.",
        minutes=2,
        cost="gratuit",
        terms="Les commentaires sont publics ; une visite calme fait une seule demande.",
        words={
            "Comments on a WordPress site.": "Les commentaires d'un site WordPress.",
            "The site's address, such as https://blog.acme.example.": (
                "L'adresse du site, par exemple https://blog.acme.example."
            ),
            "The address of its API, where that is not the site's, followed by /wp-json.": (
                "L'adresse de son API, si ce n'est pas celle du site suivie de /wp-json."
            ),
            "Is it the brand's own site?": "Est-ce le site de la marque ?",
            "Days that the first poll reads back.": "Sur combien de jours la première lecture remonte.",
            "no list of comments: is this WordPress?": (
                "ce n'est pas une liste de commentaires : est-ce bien WordPress ?"
            ),
            "the site says: {}": "le site répond : {}",
            "{}, the comment is not shown": "{}, ce commentaire n'est pas visible",
            "{}: 404, no WordPress answers there": "{} : 404, aucun WordPress ne répond là",
            "{}, its API shows no comments to visitors": (
                "{}, son API ne montre aucun commentaire aux visiteurs"
            ),
            "if its API is elsewhere, write the address in api": (
                "si son API est ailleurs, donnez l'adresse dans api"
            ),
            'its feed of comments is read by kind = "rss", preset = "wordpress_comments", of = "{}"': (
                'son flux de commentaires se lit avec kind = "rss", preset = "wordpress_comments",'
                ' of = "{}"'
            ),
        },
    ),
}
