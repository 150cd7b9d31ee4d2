"""Hacker News, as people are told of it."""

from connectors.kit.guide import Guide, Guides

GUIDES: Guides = {
    "en": Guide(
        title="Hacker News",
        covers="Stories and comments on news.ycombinator.com that hold your name, those of the"
        " last 30 days at the first visit.",
        misses="What moderators removed, and names that are written otherwise than you list them."
        " Outside technology there is seldom anything.",
        minutes=1,
        cost="free",
        terms="The public search (Algolia) may be read by programs; each post belongs to its author.",
    ),
    "fr": Guide(
        title="Hacker News",
        covers="Les articles et les commentaires de news.ycombinator.com qui contiennent votre nom ;"
        " à la première visite, ceux des 30 derniers jours.",
        misses="Ce que les modérateurs ont retiré, et votre nom s'il est écrit autrement que dans"
        " votre liste. Hors des métiers de la tech, on n'y trouve presque rien.",
        minutes=1,
        cost="gratuit",
        terms="La recherche publique (Algolia) est ouverte aux programmes ; chaque message reste à"
        " son auteur.",
        words={
            "Hacker News' search says: {}": "la recherche de Hacker News répond : {}",
            "not a post of Hacker News": "ce n'est pas un message de Hacker News",
        },
    ),
}
