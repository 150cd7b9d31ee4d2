"""A shop's site on loopback: a home page that names its feeds and its app, and the app's reviews."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

FEED = """<rss version="2.0"><channel><title>La Mie</title>
<item><title>Un</title><link>https://a.example/1</link><author>Nina</author>
<description>Le pain de La Mie</description></item></channel></rss>"""
PAGE = """<!doctype html><html><head>
<link rel="alternate" type="application/rss+xml" title="Actus" href="/feed.xml">
<link rel="alternate" type="application/rss+xml" title="Commentaires" href="/comments.xml">
</head><body><a href="https://apps.apple.com/fr/app/la-mie/id1234567890">App</a></body></html>"""
REVIEW = {
    "id": {"label": "101"},
    "im:rating": {"label": "1"},
    "title": {"label": "Plante"},
    "content": {"label": "J'ai été débité deux fois !"},
    "author": {
        "name": {"label": "Marc"},
        "uri": {"label": "https://itunes.apple.com/fr/reviews/id7"},
    },
    "updated": {"label": "2026-11-30T08:00:00-07:00"},
}


class _Shop(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body, kind = {
            "/": (PAGE, "text/html"),
            "/feed.xml": (FEED, "application/rss+xml"),
            "/comments.xml": (FEED.replace("a.example", "b.example"), "application/rss+xml"),
        }.get(self.path, ("", ""))
        if "/rss/customerreviews/" in self.path:
            body, kind = json.dumps({"feed": {"entry": REVIEW}}), "application/json"
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture(scope="session")
def shop() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Shop)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
