"""How long a draft may be, by the place it is for; what it is made of stands in its leaf's record."""

# Characters a platform takes; private letters and the rest take LONG.
LIMITS = {
    "tweet": 280,
    "support_tweet": 280,
    "bluesky_post": 300,
    "mastodon_post": 500,
    "app_review": 350,
    "social_comment": 500,
    "youtube_comment": 500,
}
LONG = 1000
