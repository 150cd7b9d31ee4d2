"""The language of a mention whose source says none: common ones first, short texts with care."""

import json
from pathlib import Path

import pytest

from models import language
from models.training.language import language_figures


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Le colis est arrivé cassé, je suis très déçu", "fr"),
        ("The parcel arrived broken and nobody answers", "en"),
        ("Das Paket ist leider kaputt angekommen", "de"),
        ("El paquete llegó roto y nadie responde", "es"),
        ("Il pacco è arrivato rotto e nessuno risponde", "it"),
        ("A encomenda chegou partida e ninguém responde", "pt"),
        ("Het pakket kwam kapot aan en niemand antwoordt", "nl"),
    ],
)
def test_the_expected_languages_are_told(text: str, lang: str) -> None:
    assert lang in language.EXPECTED
    assert language.detect(text) == lang
    assert language.detect(f"@acme {text} #acme https://acme.example/hello") == lang


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Jag älskar den här cykeln, väldigt bra", "sv"),
        ("Paczka przyszła uszkodzona i nikt nie odpowiada", "pl"),
        ("Kargo çok geç geldi, hiç memnun kalmadım", "tr"),
        ("Coletul a ajuns rupt și nimeni nu răspunde", "ro"),
        ("Посылка пришла сломанной", "ru"),
        ("الطرد وصل مكسور", "ar"),
        ("配送がとても遅いです", "ja"),
    ],
)
def test_a_rarer_language_is_still_told(text: str, lang: str) -> None:
    assert lang not in language.EXPECTED
    assert language.detect(text) == lang


def test_two_languages_in_doubt_are_settled_for_the_expected_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Doubtful:
        def detect(self, *_: object, **__: object) -> list[dict[str, object]]:
            return [{"lang": "ca", "score": 0.5}, {"lang": "es", "score": 0.45}]

    monkeypatch.setattr(language, "_detector", Doubtful)
    assert language.detect("words that nobody reads, long enough") == "es"
    monkeypatch.setattr(language, "EXPECTED", frozenset({"ca"}))
    assert language.detect("words that nobody reads, long enough") == "ca"


def test_the_figures_count_what_is_left_open_as_wrong(tmp_path: Path) -> None:
    rows = [
        ("fr", "Le colis est arrivé cassé, je suis très déçu"),
        ("en", "The parcel arrived broken and nobody answers"),
        ("en", "@acme #fail https://acme.example/about-us"),  # left open
        ("fr", "The label of this row is wrong on purpose"),
        ("fr", "Trop court"),  # under twenty characters
        ("ar", "3andi mochkil m3a la livraison"),
    ]
    folder = tmp_path / "engagement"
    folder.mkdir()
    lines = [json.dumps({"lang": lang, "text": text}) for lang, text in rows]
    (folder / "real_dev.jsonl").write_text("\n".join(lines))
    figures = language_figures(tmp_path)
    assert (figures["n"], figures["right"], figures["left open"]) == (4, 0.5, 0.25)
    assert figures["by language"] == {
        "en": {"n": 2, "right": 0.5},
        "fr": {"n": 2, "right": 0.5},
    }
    assert figures["memory"] is None or figures["memory"] < 60
