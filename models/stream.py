"""Tagging a stream of JSON Lines: one object in, one object out, in order, a batch at a time."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TextIO

from models.base import TASKS, Post, Score, Tag, Tagger
from models.pieces import clean

BATCH = 64
VENUES = ("own", "review", "public")


class BadLineError(ValueError):
    """One line cannot be tagged; the others are."""


def tag_lines(lines: Iterable[str], tagger: Tagger, out: TextIO, *, batch: int = BATCH) -> bool:
    """Tag each line's post and write one line for it; True where every line was good.

    Lines may go on for ever: no more than `batch` are held, and `out` is flushed after each batch. A
    bad line gives `{"error": "line 7: no text"}` in its place.
    """
    all_good = True
    for some in _batches(enumerate(lines, 1), batch):
        read = [_read(number, line) for number, line in some]
        tags = iter(tagger.tag([post for post in read if isinstance(post, Post)]))
        for one in read:
            written = as_json(next(tags)) if isinstance(one, Post) else {"error": str(one)}
            # Neither branch holds the post's words, so no line of ours can break in two.
            out.write(json.dumps(written, ensure_ascii=False) + "\n")
        out.flush()
        all_good = all_good and all(isinstance(one, Post) for one in read)
    return all_good


def as_json(tag: Tag) -> dict[str, Any]:
    """A tag in the shape of `listener tag`: label and scores a task, and the language."""
    shown: dict[str, Any] = {task: _score_json(getattr(tag, task)) for task in TASKS}
    shown |= {
        task: {name: round(p, 6) for name, p in of.items()} for task, of in tag.judged.items()
    }
    shown["lang"] = tag.lang
    return shown


def post_from_json(told: object) -> Post:
    """A post from one decoded line; raises BadLineError in a person's words."""
    if not isinstance(told, dict):
        raise BadLineError("not a JSON object")
    text = told.get("text")
    if text is None:
        raise BadLineError("no text")
    if not isinstance(text, str):
        raise BadLineError("text is not a string")
    venue = _string(told, "venue")
    if venue is not None and venue not in VENUES:
        raise BadLineError(f"venue is none of {', '.join(VENUES)}")
    return Post(
        text=clean(text),  # cut now: a batch of huge texts would be held otherwise
        source_kind=_string(told, "source_kind"),
        venue=venue,
        addressed=_truth(told, "addressed"),
        thread=_string(told, "thread"),
        brand=_string(told, "brand"),
        lang=_string(told, "lang"),
        rating=_rating(told),
    )


def _read(number: int, line: str) -> Post | BadLineError:
    try:
        return post_from_json(json.loads(line))
    except BadLineError as error:
        return BadLineError(f"line {number}: {error}")
    # RecursionError: a line of a hundred thousand brackets.
    except (ValueError, RecursionError):
        return BadLineError(f"line {number}: not JSON")


def _score_json(score: Score) -> dict[str, Any]:
    scores = {name: round(value, 6) for name, value in score.scores.items()}
    # What rounding took goes to the likeliest, so that they still sum to 1.
    scores[score.best] = round(scores[score.best] + 1 - sum(scores.values()), 6)
    return {"label": score.label, "scores": scores}


def _string(told: Mapping[str, object], key: str) -> str | None:
    value = told.get(key)
    if value is not None and not isinstance(value, str):
        raise BadLineError(f"{key} is not a string")
    return value or None


def _truth(told: Mapping[str, object], key: str) -> bool | None:
    value = told.get(key)
    if value is not None and not isinstance(value, bool):
        raise BadLineError(f"{key} is neither true nor false")
    return value


def _rating(told: Mapping[str, object]) -> int | None:
    value = told.get("rating")
    if value is None:
        return None
    # True is an int in Python, and no number of stars.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value <= 5:
        raise BadLineError("rating is not a number from 1 to 5")
    return round(value)


def _batches(numbered: Iterable[tuple[int, str]], size: int) -> Iterator[list[tuple[int, str]]]:
    rest = iter(numbered)
    while some := list(islice(rest, size)):
        yield some
