"""Posts written by us, to train on and to measure with, in a form that is quick to write and to read.

A file holds blocks. A line that begins with `#` says where the posts below it stand:

    # kind=tweet lang=fr page=- brand="Free" thread="..."

`page` is whose page it is: brand, third_party or -. Every other line is a post: form, tone, intent,
flags, a bar, the text, with `\\n` for a line break:

    c neg com - | @free toujours pas de réseau, vous comptez faire quelque chose ?

Flags are letters in any order: i irony, a disclosed advert, s suspected advert, u unsure label;
`-` for none. A number 1 to 5 among the flags is the rating.

`written/` is trained on. `held/` never is: it measures what real posts are too few for. Its labels are
mended where the guide says otherwise; its texts stay as they are, whatever a tagger makes of them.
"""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FORMS = {
    "s": "share",
    "d": "discussion",
    "c": "critique",
    "k": "creation",
    "o": "own",
    "f": "off",
}
TONES = {"neg": "negative", "neu": "neutral", "pos": "positive", "mix": "mixed"}
INTENTS = {
    "com": "complaint",
    "pra": "praise",
    "ide": "idea",
    "que": "question",
    "non": "none",
}
FOLDER = Path(__file__).with_name("written")
HELD = Path(__file__).with_name("held")
_POST = re.compile(r"([a-z]) ([a-z]{3}) ([a-z]{3}) ([-iasu1-5]+) \| (.+)")


def written_rows(folder: Path = FOLDER) -> Iterator[dict[str, Any]]:
    """Every post of a folder's files as a row of engagement data; ValueError names a bad line."""
    for path in sorted(folder.glob("*.txt")):
        yield from read_written(path)


def read_written(path: Path) -> Iterator[dict[str, Any]]:
    """The posts of one file."""
    context: dict[str, Any] | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{path.name}:{number}"
        if not line.strip():
            continue
        if line.startswith("# "):
            context = _context(line[2:], where)
        elif context is None:
            raise ValueError(f"{where}: a post before the first line that begins with #")
        else:
            key = f"{path.parent.name}-{where}"
            yield context | _post(line, where) | {"id": key, "origin": "written"}


def _context(told: str, where: str) -> dict[str, Any]:
    try:
        pairs = dict(part.split("=", 1) for part in shlex.split(told))
    except ValueError as error:
        raise ValueError(f"{where}: not NAME=VALUE pairs: {error}") from error
    if unknown := set(pairs) - {"kind", "lang", "page", "brand", "thread"}:
        raise ValueError(f"{where}: unknown {sorted(unknown)}")
    if not {"kind", "lang"} <= set(pairs):
        raise ValueError(f"{where}: kind and lang are needed")
    page = pairs.get("page", "-")
    if page not in ("brand", "third_party", "-"):
        raise ValueError(f"{where}: page is brand, third_party or -, not {page!r}")
    return {
        "source_kind": pairs["kind"],
        "lang": pairs["lang"],
        "channel_owner": None if page == "-" else page,
        "brand": pairs.get("brand"),
        "thread": pairs.get("thread"),
    }


def _post(line: str, where: str) -> dict[str, Any]:
    found = _POST.fullmatch(line.strip())
    if not found:
        raise ValueError(f"{where}: not `form tone intent flags | text`: {line[:60]!r}")
    form, tone, intent, flags, text = found.groups()
    stars = re.search("[1-5]", flags)
    return _labels(form, tone, intent, flags, where) | {
        "stars": int(stars[0]) if stars else None,
        "text": text.replace("\\n", "\n"),
    }


def read_labels(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Lines of `id form tone intent flags`: a row of the data by its id, and its labels."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        key, codes = line.split("\t")
        form, tone, intent, flags = codes.split()
        yield key, _labels(form, tone, intent, flags, f"{path.name}:{number}")


def _labels(form: str, tone: str, intent: str, flags: str, where: str) -> dict[str, Any]:
    for code, known in ((form, FORMS), (tone, TONES), (intent, INTENTS)):
        if code not in known:
            raise ValueError(f"{where}: {code!r} is not one of {sorted(known)}")
    sponsored = "disclosed" if "a" in flags else "suspected" if "s" in flags else "organic"
    return {
        "form": FORMS[form],
        "tone": TONES[tone],
        "intent": INTENTS[intent],
        "sponsored": sponsored,
        "irony": int("i" in flags),
        "sure": int("u" not in flags),
    }


if __name__ == "__main__":
    import sys
    from collections import Counter

    for name in sys.argv[1:]:
        rows = list(read_written(Path(name)))
        counts = Counter((row["lang"], row["source_kind"], row["form"]) for row in rows)
        repeated = len(rows) - len({row["text"] for row in rows})
        print(f"{name}: {len(rows)} posts, {repeated} repeated")
        for what, n in sorted(counts.items()):
            print("  ", *what, n)
