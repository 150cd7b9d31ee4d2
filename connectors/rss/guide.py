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
            'A YouTube channel: preset = "youtube_channel", of = its id, which begins with UC (on the channel:'
            " description, Share channel, Copy channel ID). Its films are read, not the comments.",
            'Medium: preset = "medium", of = a tag, @somebody or a publication\'s address. It shows the last ten.',
            'Comments on a WordPress site: preset = "wordpress_comments", of = the site. A Discourse forum: preset ='
            ' "discourse_posts", of = the forum.',
            'Reddit: preset = "reddit_feed", of = r/france, r/france/comments, u/somebody or a search; user = your'
            " name there, and feed_token the key behind feed= in the addresses under Preferences, RSS feeds.",
            "Press: articles = true reads what stands behind a headline, where robots.txt, paywalls and reservations of"
            " text mining allow it. The text is never written down: of it the sentences around your name are kept, 600"
            " characters at most, as a quotation.",
            'Google News: preset = "google_news", of = a search, accept_terms = true. Its terms leave it to personal'
            " use, so it is off until you say that you may.",
        ),
        minutes=3,
        cost="free",
        terms="A feed is there to be read; what it holds stays its author's, and some (Google News)"
        " are for personal use. Passing articles on in a company takes a press licence (CFC in France, NLA in the UK).",
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
            'Une chaîne YouTube : preset = "youtube_channel", of = son identifiant, qui commence par UC (sur la'
            " chaîne : description, Partager la chaîne, Copier l'identifiant). On en lit les vidéos, pas les"
            " commentaires.",
            "Medium : preset = \"medium\", of = un mot-clé, @quelqu'un ou l'adresse d'une publication. Il montre les"
            " dix derniers articles.",
            'Les commentaires d\'un site WordPress : preset = "wordpress_comments", of = le site. Un forum Discourse :'
            ' preset = "discourse_posts", of = le forum.',
            'Reddit : preset = "reddit_feed", of = r/france, r/france/comments, u/quelqu_un ou une recherche ; user ='
            " votre nom là-bas, et feed_token la clé qui suit feed= dans les adresses de Préférences, Flux RSS.",
            "La presse : articles = true va lire l'article derrière chaque titre, tant que robots.txt, les accès"
            " payants et ce que le journal autorise en fouille de textes le permettent. L'article n'est"
            " enregistré nulle part : on n'en garde que les phrases autour de votre nom, 600 signes au plus, à"
            " titre de citation.",
            'Google Actualités : preset = "google_news", of = une recherche, accept_terms = true. Ses conditions le'
            " réservent à un usage personnel : il reste éteint tant que vous ne dites pas y avoir droit.",
        ),
        minutes=3,
        cost="gratuit",
        terms="Un flux est fait pour être lu ; ce qu'il contient reste à son auteur, et certains (Google"
        " Actualités) sont réservés à un usage personnel. Diffuser des articles dans l'entreprise demande une"
        " licence de presse (CFC en France, NLA au Royaume-Uni).",
        words={
            "The feed's address, or that of a page which names its feed.": "L'adresse du flux, ou celle"
            " d'une page qui l'annonce.",
            "What sort of posts it carries: news, blog_comment, forum_post, reddit_post, review and"
            " others.": "Quel type de messages il contient : news, blog_comment, forum_post,"
            " reddit_post, review et d'autres.",
            "Is all of it the brand's own, such as its site's news? It is known then, and no feedback.": "Tout vient-il de la marque, comme les actualités de son site ? On le sait alors, et ce n'est"
            " pas un retour.",
            "Where they are posted: on your own page, among reviews, or in public.": "Où ils sont"
            " publiés : chez vous, parmi des avis, ou en public.",
            "Their language, such as fr, where the feed names none.": "Leur langue, comme fr, si le flux"
            " n'en dit rien.",
            "A known place instead of an address; of says what to follow there.": "Un endroit connu"
            " (preset) au lieu d'une adresse ; of dit ce qu'il faut y suivre.",
            "With a preset, what to follow: a channel's id, a tag, a site, a subreddit, a search.": "Avec"
            " preset, ce qu'on suit : l'identifiant d'une chaîne, un mot-clé, un site, un subreddit, une"
            " recherche.",
            "Of reddit_feed: your user name at Reddit.": "Pour reddit_feed : votre nom chez Reddit.",
            'Of reddit_feed: the key of your private feeds: "$REDDIT_FEED_TOKEN".': "Pour"
            ' reddit_feed : la clé de vos flux privés : "$REDDIT_FEED_TOKEN".',
            "Of google_news: its terms leave the feed to personal use; may you read it all the same?": "Pour"
            " google_news : ses conditions réservent le flux à un usage personnel ; avez-vous quand même le"
            " droit de le lire ?",
            "Read the articles behind the headlines, for what they say around the brand's name? Nothing else"
            " of them is kept.": "Lire les articles derrière les titres, pour ce qu'ils disent autour du nom de"
            " la marque ? On n'en garde rien d'autre.",
            'install what reads articles: pip install "brand-listener[articles]"': "installez ce qui lit les"
            ' articles : pip install "brand-listener[articles]"',
            "{}: its articles are not free: their headlines alone are read": "{} : ses articles ne sont pas"
            " gratuits, on n'en lit que les titres",
            "{}: it reserves its articles from text and data mining: their headlines alone are read": "{} : il"
            " n'autorise pas la fouille de textes et de données sur ses articles, on n'en lit que les titres",
            "{}: its robots.txt keeps robots from its articles: their headlines alone are read": "{} : son"
            " robots.txt ferme ses articles aux robots, on n'en lit que les titres",
            "a page that was asked for afresh came back as unchanged": "une page redemandée est revenue comme"
            " inchangée",
            "url: give the feed's address, or a preset and, in of, what to follow": "url : donnez l'adresse"
            " du flux, ou un preset et, dans of, ce qu'il faut suivre",
            "preset: it makes the address: write in of what to follow, and no url": "preset : c'est lui qui"
            " donne l'adresse : dites dans of ce qu'il faut suivre, sans url",
            "preset: Google's terms leave this feed to personal use; a Google alert (google_alerts) has no"
            " such terms; who may read it all the same writes accept_terms = true": "preset : les conditions"
            " de Google réservent ce flux à un usage personnel ; une alerte Google (google_alerts) n'en a pas"
            " de telles ; si vous avez quand même le droit de le lire, écrivez accept_terms = true",
            "preset: Reddit shows its feeds with your private key: write user, and feed_token as"
            " ${NAME} (on reddit.com: Preferences, RSS feeds)": "preset : Reddit montre ses flux avec votre"
            " clé privée : écrivez user, et feed_token sous la forme ${{NOM}} (sur reddit.com :"
            " Préférences, Flux RSS)",
            "of: expected the address behind the feed icon on google.com/alerts, as"
            " https://www.google.com/alerts/feeds/123456/789012": "of : il faut l'adresse de l'icône de flux"
            " sur google.com/alerts, comme https://www.google.com/alerts/feeds/123456/789012",
            "of: expected a channel's id, which begins with UC: on the channel's page open its description,"
            " Share channel, Copy channel ID": "of : il faut l'identifiant d'une chaîne, qui commence par UC :"
            " sur la page de la chaîne, ouvrez sa description, Partager la chaîne, Copier l'identifiant",
            "of: expected the address of a site, such as https://blog.example": "of : il faut l'adresse d'un"
            " site, comme https://blog.example",
        },
    ),
}
