"""Feeds, as people are told of them."""

from connectors.kit.guide import Guide, Guides

GUIDES: Guides = {
    "en": Guide(
        title="A feed: blog, news, comments, alerts",
        covers="Any RSS, Atom or JSON feed: your blog's comments, a news site, a forum, a search alert.",
        misses="What the feed drops between two visits, likes and deletions: feeds do not show them.",
        needs="The feed's address.",
        steps=(
            "Try the site's own address: `listener add rss` finds the feed that the page names.",
            "A Google alert: on google.com/alerts write your name, open “Show options”, choose"
            " “Deliver to: RSS feed”, create it, and copy the address of its feed icon.",
        ),
        minutes=3,
        cost="free",
        terms="A feed is there to be read; what it holds stays its author's, and some (Google News)"
        " are for personal use.",
    ),
    "fr": Guide(
        title="Un flux : blog, presse, commentaires, alertes",
        covers="Tout flux RSS, Atom ou JSON : les commentaires de votre blog, un site de presse, un"
        " forum, une alerte de recherche.",
        misses="Ce que le flux laisse tomber entre deux visites, les mentions J'aime et les"
        " suppressions : un flux ne les montre pas.",
        needs="L'adresse du flux.",
        steps=(
            "Essayez l'adresse du site lui-même : `listener add rss` trouve le flux que la page annonce.",
            "Pour une alerte Google : sur google.com/alerts, tapez votre nom, ouvrez « Afficher les"
            " options », choisissez « Envoyer à : Flux RSS », créez l'alerte, puis copiez l'adresse de"
            " l'icône de flux.",
        ),
        minutes=3,
        cost="gratuit",
        terms="Un flux est fait pour être lu ; ce qu'il contient reste à son auteur, et certains (Google"
        " Actualités) sont réservés à un usage personnel.",
        words={
            "The feed's address, or that of a page which names its feed.": "L'adresse du flux, ou celle"
            " d'une page qui l'annonce.",
            "What sort of posts it carries: news, blog_comment, forum_post, reddit_post, review and"
            " others.": "Quelle sorte de messages il porte : news, blog_comment, forum_post,"
            " reddit_post, review et d'autres.",
            "Where they are posted: on your own page, among reviews, or in public.": "Où ils sont"
            " publiés : chez vous, parmi des avis, ou en public.",
            "Their language, such as fr, where the feed names none.": "Leur langue, comme fr, si le flux"
            " n'en dit rien.",
            "Keep only items with one of these words; without any, all.": "Ne garder que ce qui contient"
            " un de ces mots ; sans aucun, tout.",
        },
    ),
}
