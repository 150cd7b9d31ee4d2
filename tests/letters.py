"""Mails in the shapes that people and services send, written by us: nobody's real words."""

from email.message import EmailMessage

GOOGLE = "mx.google.com"


def letter(
    text: str,
    *,
    sender: str = "Ann Lee <ann@client.example>",
    subject: str = "A question",
    html: str = "",
    id_: str = "1@client.example",
    date: str = "Tue, 01 Dec 2026 10:00:00 +0100",
    **headers: str,
) -> bytes:
    """A mail of a person, or of whom `sender` names; `_` in a header's name is a hyphen."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "avis@acme.example", subject
    mail["Date"] = date
    if id_:
        mail["Message-ID"] = f"<{id_}>"
    if text:
        mail.set_content(text)
    if html and text:
        mail.add_alternative(html, subtype="html")
    elif html:
        mail.set_content(html, subtype="html")
    above = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    raw = "\n".join([*above, ""]).encode() * bool(above) + mail.as_bytes()
    return raw.replace(b"\n", b"\r\n")  # as servers give it


def proven(domain: str, by: str = GOOGLE) -> str:
    """What a mailbox's server writes of a mail whose signature it has checked."""
    return (
        f"{by}; dkim=pass header.i=@{domain} header.s=20230601 header.b=Ab3; spf=pass"
        f" ({by}: domain of x@{domain} designates 192.0.2.1 as permitted sender)"
        f" smtp.mailfrom=x@{domain}; dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from={domain}"
    )


def notice(domain: str, text: str, **more: str) -> bytes:
    """A mail of a service, with the word of the mailbox's server on it."""
    more.setdefault("Authentication_Results", proven(domain))
    return letter(text, id_=more.pop("id_", f"n@{domain}"), **more)


WRAPPED = "https://www.google.com/url?rct=j&sa=t&url={}&ct=ga&cd=CAEYAA&usg=AOv"

_ITEM = """
<tr itemscope="" itemtype="http://schema.org/Article"><td>
<a href="{link}" itemprop="url" style="color:#427fed"><span itemprop="name">{title}</span></a>
<div><a itemprop="publisher" itemscope="" style="color:#737373"><span itemprop="name">{paper}</span></a>
<div itemprop="description">{passage}</div></div>
<a href="https://www.google.com/url?url=https://www.facebook.com/sharer&ct=ga">Facebook</a>
<a href="https://www.google.com/alerts/feedback?ffu=https://x.example">Flag as irrelevant</a>
</td></tr>"""


def alert_html(*items: tuple[str, str, str, str]) -> str:
    """A digest of Google Alerts: title, address, paper and passage of each item."""
    rows = "".join(
        _ITEM.format(title=t, link=WRAPPED.format(url).replace("&", "&amp;"), paper=p, passage=s)
        for t, url, p, s in items
    )
    return (
        "<html><body><table><tr><td>Google</td><td>acme</td></tr>"
        f"<tr><td>NEWS</td></tr>{rows}</table>"
        '<a href="https://www.google.com/alerts?s=1">Edit this alert</a>'
        '<script data-scope="inboxmarkup" type="application/json">{"api_version": "1.0"}</script>'
        "</body></html>"
    )


ALERT_TEXT = f"""=== News - 2 new results for [acme] ===

Acme opens in Brest
Le Journal du Port
The lamp maker Acme opens its second shop on
Saturday.
<{WRAPPED.format("https://journal.example/acme-brest")}>

Lamps compared
Light Review
Acme comes third.
<{WRAPPED.format("https://light.example/lamps")}>

See more results: <https://www.google.com/alerts/x>
"""

REVIEW_EN = """Acme Brest, you got a new review

You got a new 2-star review

Read review
<https://business.google.com/reviews/x1>

Jo Martin

The lamp came broken, and nobody
answers the phone.

Reply to review
<https://business.google.com/reply/x1>

Google LLC 1600 Amphitheatre Parkway
"""

REVIEW_FR = """Bonjour,

Vous avez reçu un nouvel avis 5 étoiles

Lire l'avis
<https://business.google.com/reviews/x2>

Lise Moreau

Accueil parfait, merci à toute l'équipe !

Répondre à l'avis
<https://business.google.com/reply/x2>

Vous recevez cet e-mail parce que vous gérez une fiche.
"""

REVIEWS = """Acme Brest, you got 2 new reviews

Paul Adam
★★★★★
2 days ago
Lovely shop.
Reply
<https://business.google.com/reply/a>

Rosa Blanc
★☆☆☆☆
Never again.
Reply
<https://business.google.com/reply/b>

See all reviews
"""
