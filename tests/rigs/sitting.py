"""A bakery that does not exist, on loopback: its site, its app's reviews, its mailbox and its workbook.

Everything that a newcomer needs for trying the front door, from an empty folder to the first look:

    PYTHONPATH=tests .venv/bin/python -m rigs.sitting

It prints, in French, what the bakery's owner knows of her own house, and serves until Ctrl-C.
"""

import signal
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from rigs import bakery
from rigs.mailserver import MailServer, made_certificates, mail_server

TOLD = """\
LE FOURNIL D'AUGUSTINE : ce que sait la patronne

Boulangerie à Quimper et à Pont-l'Abbé, France. On écrit aussi « {other} ».
Sur Instagram et TikTok : {handles}.
Un roman porte presque le même nom : « Augustine au fournil ».
Ce qu'elle veut : répondre à chaque plainte dans la journée.

Son site           {site}
                   (les clients y commentent ; le flux des commentaires : {site}/commentaires.xml)
Son application    « {name} », sur l'App Store, numéro {app}
Sa boîte mail      {user}
                   mot de passe : {password}
                   serveur IMAP : 127.0.0.1, port {port}, STARTTLS
Son tableau        {workbook}
                   (les avis laissés au comptoir, tapés dans Excel)

Pour l'essai, rien n'est sur Internet, tout est sur cette machine, donc dans un réseau privé :
* l'App Store est à {store} (réglage `url` de la source `appstore`) ;
* le certificat de la boîte mail est vérifié par {authority} (réglage `ca_file`) ;
* chaque adresse de cette machine demande l'accord `allow_private`, et `init` demande --allow-private.
"""


@dataclass(frozen=True)
class Sitting:
    """Where each thing stands."""

    site: str
    store: str
    mailbox: MailServer
    authority: Path
    workbook: Path

    def told(self) -> str:
        """What the owner knows, in her words."""
        return TOLD.format(
            name=bakery.NAME,
            other=bakery.OTHER_NAME,
            handles=", ".join(bakery.HANDLES),
            app=bakery.APP,
            user=bakery.USER,
            password=bakery.PASSWORD,
            port=self.mailbox.port,
            site=self.site,
            store=self.store,
            authority=self.authority,
            workbook=self.workbook,
        )


@contextmanager
def sitting(folder: Path) -> Generator[Sitting]:
    """All of it, until the end; `folder` takes the workbook, certificates and the servers' log."""
    now = datetime.now(UTC)
    certificates = made_certificates(folder)
    workbook = folder / "avis-comptoir.xlsx"
    bakery.workbook(now, workbook)
    with (
        _web(_Site, now) as site,
        _web(_Store, now) as store,
        mail_server(certificates, folder, bakery.USER, bakery.PASSWORD) as box,
    ):
        box.put(*bakery.mails(now))
        yield Sitting(site, store, box, certificates.authority, workbook)


class _Answering(BaseHTTPRequestHandler):
    now: datetime  # by which what is shown is dated: the same at each visit

    def do_GET(self) -> None:
        body, kind = self.found()
        content = body.encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def found(self) -> tuple[str, str]:
        """The body and its type; an empty body is a 404."""
        raise NotImplementedError

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


class _Site(_Answering):
    def found(self) -> tuple[str, str]:
        if self.path == "/":
            return bakery.home(), "text/html; charset=utf-8"
        if self.path == "/commentaires.xml":
            here = f"http://{self.headers.get('Host', '')}"
            return bakery.feed(self.now, here), "application/rss+xml; charset=utf-8"
        return "", "text/plain"


class _Store(_Answering):
    """Answers one form of the feed's address; another is empty, as Apple's were seen to be."""

    def found(self) -> tuple[str, str]:
        _, store, *rest = self.path.split("/")
        asked = "/".join(rest)
        if not asked.startswith("rss/customerreviews/") or f"id={bakery.APP}" not in asked:
            return "", "text/plain"
        is_shown = "sortBy=mostRecent" in asked and ("page=" not in asked or "page=1/" in asked)
        return bakery.reviews(self.now, store if is_shown else ""), "application/json"


@contextmanager
def _web(answering: type[_Answering], now: datetime) -> Generator[str]:
    dated = type(answering.__name__, (answering,), {"now": now})
    server = ThreadingHTTPServer(("127.0.0.1", 0), dated)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with tempfile.TemporaryDirectory(prefix="fournil-") as folder, sitting(Path(folder)) as here:
        print(here.told(), flush=True)
        with suppress(KeyboardInterrupt):
            while True:
                time.sleep(3_600)


if __name__ == "__main__":
    main()
