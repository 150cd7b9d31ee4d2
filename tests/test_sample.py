"""Stored mentions, a person's answers by keys in a terminal, and how often the bot was right."""

import io
import os
import pty
import random
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from acme import BRAND, Clock, CueTagger, Kept, Listed, config, mention, pipeline

from listener.app import App
from listener.commands import keys, sampling
from listener.settings.config import ConfigError
from listener.store.sampling import Decided
from listener.store.store import Store
from listener.work import sampled as sample
from listener.work.sampled import Answer, drawn, measured

ANSWER = Answer(
    "inbox", "m1", "Acme", "cues-1", "2026-11-10T12:00:00+00:00",
    said_form="critique", said_tone="negative", said_leaf="REPAIR",
    form="critique", tone="negative", is_advice_right=True,
)  # fmt: skip

Press = Callable[[str], int]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """Three decided mentions of ours; our own answer and a copy are nothing to ask about."""
    broken = "@acme my battery is broken after two weeks of careful use at home"
    source = Listed(
        name="page",
        mentions=(
            mention(1, broken),
            mention(2, "@acme I love it"),
            mention(3, "they say it is great, they say"),
            mention(4, "We look into it.", by_owner=True),
            mention(5, broken),
        ),
    )
    store = Store.open(f"sqlite:///{tmp_path / 'listener.db'}")
    store.upgrade()
    settings = config(tmp_path, source)
    pipeline(settings, store, Kept(), Clock()).once()
    yield App.over(settings, Clock(), store=store, key=b"k" * 32, tagger=CueTagger())
    store.close()


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Iterator[Press]:
    """Keys that wait in a terminal."""
    ours, theirs = pty.openpty()
    terminal = os.fdopen(theirs, "r")
    monkeypatch.setattr(sys, "stdin", terminal)
    yield lambda keys: os.write(ours, keys.encode())
    terminal.close()
    os.close(ours)


def answers(app: App) -> list[Answer]:
    return sample.Kept(app.config.storage.dir).answers


def test_each_source_is_seen_and_nothing_twice() -> None:
    pool = [Decided(n, "big", f"b{n}") for n in range(500)]
    pool += [Decided(500 + n, "small", f"s{n}") for n in range(3)]
    asked = {("small", "s0"), ("big", "b7")}
    for seed in range(20):
        found = drawn(pool, 10, asked, random.Random(seed))
        assert len(found) == len(set(found)) == 10
        assert "small" in {one.source for one in found}
        assert not asked & {(one.source, one.external_id) for one in found}
    assert len(drawn(pool, 5_000, asked, random.Random(1))) == 501


def test_what_is_compared_is_what_both_said() -> None:
    found = measured(
        [
            ANSWER,
            replace(ANSWER, said_form="discussion", is_advice_right=False),
            replace(ANSWER, said_form="share", tone=None, is_advice_right=None),
            replace(ANSWER, said_form="unsure", said_tone="unsure"),
        ]
    )
    assert (found.form.hits, found.form.n) == (1, 3)
    assert (found.sides.hits, found.sides.n) == (1, 2)
    assert (found.tone.hits, found.tone.n) == (2, 2)
    assert (found.advice.hits, found.advice.n) == (2, 3)
    assert (found.open_forms, found.open_tones) == (1, 1)
    assert found.form.low == pytest.approx(0.0615, abs=1e-3)
    assert found.form.high == pytest.approx(0.7923, abs=1e-3)
    assert measured([]).form.value is None


def test_answers_of_one_key_each_are_kept_for_the_owner_alone(
    app: App, press: Press, capsys: pytest.CaptureFixture[str]
) -> None:
    press("cny" + "dp" + "n" + "z" + " ey")  # z is no key; a space is no opinion
    assert sampling.sample(app, 50, brand=None) == 0
    kept = answers(app)
    assert [(a.form, a.tone, a.is_advice_right) for a in kept] == [
        ("critique", "negative", True),
        ("discussion", "positive", False),
        (None, "neutral", True),
    ]
    assert stat.S_IMODE((app.config.storage.dir / sample.NAME).stat().st_mode) == 0o600
    told = capsys.readouterr().out
    assert "Advice: 67% right (2 of 3); with 95 % certainty between 21% and 94%" in told
    assert "Not one of the keys" in told
    assert "Fewer than thirty answers" in told
    assert sampling.sample(app, 50, brand=None) == 0
    assert "There is nothing left to ask about" in capsys.readouterr().out


def test_what_the_bot_thinks_is_hidden_until_its_form_and_tone_are_answered(
    app: App, press: Press, capsys: pytest.CaptureFixture[str]
) -> None:
    press("cq")
    sampling.sample(app, 1, brand=None)
    assert "The bot:" not in capsys.readouterr().out
    press("cnq")
    sampling.sample(app, 1, brand=None)
    told = capsys.readouterr().out
    assert told.index("Its tone?") < told.index("The bot:") < told.index("Is the advice right?")
    assert answers(app) == [], "an answer that was left half-way is none"


def test_the_last_answer_is_taken_back_even_where_it_was_kept(app: App, press: Press) -> None:
    press(
        "ud" + "u" + "cny" + "un" + "q"
    )  # nothing to undo, a form, then the advice of the post before
    sampling.sample(app, 2, brand=None)
    (kept,) = answers(app)
    assert (kept.form, kept.tone, kept.is_advice_right) == ("critique", "negative", False)


def test_an_arrow_is_no_key_a_letter_is_one_and_ctrl_d_ends() -> None:
    theirs, ours = os.pipe()
    os.write(ours, "\x1b[A\x1b[1;5CcéN€\x04x".encode())
    assert list(keys._pressed(theirs)) == ["c", "é", "n", "€"]
    os.close(ours)
    assert list(keys._pressed(theirs)) == ["x"], "an end of the input is an end as well"
    os.close(theirs)


def test_without_a_terminal_nobody_is_asked(
    app: App, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("cny"))
    assert sampling.sample(app, 2, brand=None) == sampling.WRONG
    assert "run it in a terminal" in capsys.readouterr().err


def test_a_brand_there_is_none_of_and_a_broken_file_are_told(app: App, press: Press) -> None:
    press("q")
    with pytest.raises(ConfigError, match=r"--brand: 'Acne'\? did you mean 'Acme'"):
        sampling.sample(app, 1, brand="Acne")
    (app.config.storage.dir / sample.NAME).write_text("{}\n")
    with pytest.raises(ConfigError, match="line 1: this is no answer of `listener sample`"):
        sampling.sample(app, 1, brand=None)


def test_answers_of_another_model_are_another_bots(
    app: App, press: Press, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = sample.Kept(app.config.storage.dir)
    kept.add(replace(ANSWER, tagger="older", is_advice_right=False))
    press("cnyq")
    sampling.sample(app, 1, brand=None)
    assert "Advice: 100% right (1 of 1)" in capsys.readouterr().out


def test_french_keys_are_french(app: App, press: Press, capsys: pytest.CaptureFixture[str]) -> None:
    french = BRAND.model_copy(update={"language": "fr"})
    app.config = app.config.model_copy(update={"brand": (french,)})
    press("fno")
    sampling.sample(app, 1, brand=None)
    assert [a.form for a in answers(app)] == ["creation"]
    assert "Conseil\u00a0: 100" in capsys.readouterr().out


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_key_stands_for_two_answers(lang: str) -> None:
    ways_out = [sampling._key(lang, name) for name in ("undo", "quit")]
    for task in sampling._QUESTIONS:
        choices = sampling._choices(lang, task)
        assert len({*choices, *ways_out}) == len(choices) + 2
        assert len(choices) == {"form": 6, "tone": 4, "advice": 2}[task]
