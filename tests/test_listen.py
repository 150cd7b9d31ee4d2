"""From real servers to alerts, through the command: Isso's feed, dropped files, and sources that misbehave."""

import os
import sqlite3
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rigs.bad_source import BadSource
from rigs.forks import command
from rigs.isso import Isso

BRAND = '[[brand]]\nname = "Acme"\nhandles = ["@acme"]\nlanguage = "fr"\nspeaker = "Camille"\n'
RSS = """[[source]]
kind = "rss"
name = "{name}"
url = "{url}"
genre = "blog_comment"
venue = "own"
allow_private = {private}
"""
ANGRY = "Bonjour, ma batterie est morte au bout de trois mois et votre SAV ne répond jamais. Que faites-vous ?"


def once(folder: Path) -> subprocess.CompletedProcess[str]:
    return command(folder, "once", environ={"PATH": os.environ["PATH"], "COLUMNS": "110"})


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "data" / "listener.db") as database:
        return database.execute(query).fetchall()


def settings(folder: Path, *sources: str) -> None:
    head = BRAND + '[http]\nhost_spacing = 0\n[[source]]\nkind = "inbound"\nname = "inbox"\n'
    (folder / "config.toml").write_text(head + "".join(sources))


def test_a_real_comment_server_and_a_dropped_file_end_in_alerts_once(
    isso: Isso, tmp_path: Path
) -> None:
    page = "/listen"
    settings(tmp_path, RSS.format(name="blog", url=isso.feed(page), private="true"))
    isso.post(page, "Très bel article, merci à toute l'équipe !", author="Léa")
    assert "Premier coup d'œil" in once(tmp_path).stdout
    isso.post(page, ANGRY, author="Paul")
    inbox = tmp_path / "data" / "inbox"
    yesterday = datetime.now(UTC) - timedelta(days=1)  # what is old is a look and no alert
    (inbox / "avis.csv").write_text(
        f'texte;auteur;note;date\n"{ANGRY} Zoé";Zoé;1;{yesterday:%d/%m/%Y %H:%M}\n'
    )
    second = once(tmp_path)
    assert second.returncode == 0, second.stdout + second.stderr
    assert "batterie est morte" in second.stdout
    assert "Brouillon A, non envoyé" in second.stdout
    before = rows(tmp_path, "select count(*), max(id) from mentions")
    third = once(tmp_path)
    assert "Rien de nouveau." in third.stdout
    assert rows(tmp_path, "select count(*), max(id) from mentions") == before == [(3, 3)]
    assert rows(tmp_path, "select count(*) from tags") == [(3,)]
    assert rows(tmp_path, "select count(*) from decisions where ended_at is null") == [(3,)]
    names = rows(tmp_path, "select author_name from mentions order by author_name")
    assert names == [("Léa",), ("Paul",), ("Zoé",)]


def test_sources_that_misbehave_are_named_and_the_healthy_one_is_read(
    isso: Isso, bad_source: BadSource, tmp_path: Path
) -> None:
    page = "/beside"
    isso.post(page, ANGRY, author="Paul")
    bad_source.status = 500
    bad_source.headers = "Retry-After: 7200\r\n"
    paths = {"down": "/status", "bomb": "/bomb", "inside": "/to-private", "laughs": "/laughs"}
    settings(
        tmp_path,
        RSS.format(name="healthy", url=isso.feed(page), private="true"),
        RSS.format(name="private", url=bad_source.url + "/feed", private="false"),
        *(RSS.format(name=n, url=bad_source.url + p, private="true") for n, p in paths.items()),
    )
    done = once(tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    told = " ".join(done.stdout.split())
    assert "allow_private = true" in told
    assert rows(tmp_path, "select count(*) from mentions") == [(1,)]
    state = {str(n): f for n, f in rows(tmp_path, "select name, failures from sources")}
    assert state["healthy"] == 0
    assert all(state[name] == 1 for name in ("down", "bomb", "laughs", "private"))
    # Retry-After is obeyed: a second run does not ask the source that is down.
    asked = bad_source.paths().count("/status")
    once(tmp_path)
    assert bad_source.paths().count("/status") == asked == 1
    waits = rows(
        tmp_path,
        "select (julianday(next_poll_at) - julianday('now')) * 24 from sources where name = 'down'",
    )
    assert 1.9 < float(waits[0][0]) < 2.1  # type: ignore[arg-type]
