from connectors.inbound.told import _ENGLISH, coded, said
from connectors.kit.said import Said
from listener.notices.matters import in_words
from listener.words import catalogue


def test_what_is_told_of_a_file_is_in_both_catalogues_and_says_the_same_in_english() -> None:
    values = {
        "line": "7",
        "column": "Note",
        "cell": "N/A",
        "what": "x",
        "cells": "4",
        "columns": "3",
    }
    for code in _ENGLISH:
        for n in (1, 2):
            line = said(code, "a.csv", n=n, **values)
            assert in_words(line, "en") == line
            assert "a.csv" in in_words(line, "fr")
            assert in_words(line, "fr") != line


def test_a_line_without_a_known_code_is_printed_as_it_was_said() -> None:
    assert in_words("a\nb \x1b[31m", "fr") == in_words("a\nb \x1b[31m", "en")
    assert "\n" not in in_words("a\nb", "fr")
    assert in_words(Said("so it is", "no_such_code", n=1), "fr") == "so it is"
    assert in_words(coded("x", "left_folder", {"file": "photos"}), "fr").startswith("photos")


def test_every_code_of_a_dropped_file_has_its_words() -> None:
    import re
    from pathlib import Path

    import connectors

    folder = Path(connectors.__file__).parent
    sources = sorted(folder.rglob("*.py"))
    text = "\n".join(source.read_text("utf-8") for source in sources)
    codes = set(re.findall(r'"((?:file|left|row|cell|id)_[a-z_]+)"', text))
    known = {
        key.removeprefix("said.").partition(".")[0]
        for key in catalogue("fr")
        if key.startswith("said.")
    }
    fields = {"id_auteur", "file_again"}
    assert len(codes) > 20
    assert codes - fields <= known
