import gc
from contextlib import suppress

import httpx
import pytest
from rigs.growth import grows_with_the_size

from connectors.kit.errors import SourceChangedError
from connectors.kit.http.fetch import get_json
from connectors.kit.reading.feeds import read_feed
from connectors.kit.reading.json_text import read_json

FLOODS = {  # what stands before, what is said again and again, what stands behind
    "lists": ("[", "[],", "0]"),
    "objects": ("[", "{},", "0]"),
    "numbers": ("[", "1,", "0]"),
    "digits": ("", "9", ""),
    "digits of a fraction": ("0.", "1", ""),
    "a depth": ("", "[", ""),
    "a depth of objects": ("", '{"a":', ""),
    "depths": ("[", "[" * 2_000 + "]" * 2_000 + ",", "0]"),
    "one key": ("{", '"a":1,', '"a":1}'),
    "escapes": ('"', "\\u0041", '"'),
    "quotes in a text without an end": ('"', '\\"', ""),
    "the same behind a depth": ("[" * 2_000 + '"', '\\"', ""),
    "brackets in a text": ('"', "[", '"'),
    "texts without an end": ("", '"[', ""),
    "space": ("", " ", ""),
}


@pytest.mark.parametrize("name", FLOODS)
@pytest.mark.slow
def test_the_time_for_json_grows_no_faster_than_its_size(name: str) -> None:
    before, again, behind = FLOODS[name]

    def read(size: int) -> None:
        with suppress(ValueError):
            read_json(before + again * (size // len(again)) + behind)

    gc.disable()  # its passes over what else there is come when they will
    try:
        assert grows_with_the_size(read, 500_000)
    finally:
        gc.enable()


def test_more_values_than_a_reply_needs_are_refused_before_they_are_made() -> None:
    with pytest.raises(ValueError, match="more than 500,000 lists"):
        read_json("[" + "[]," * 600_000 + "0]")


def test_brackets_that_somebody_wrote_are_words() -> None:
    assert read_json('["' + "[" * 600_000 + '", 1]')[1] == 1


def test_what_lies_deep_is_left_out_and_the_rest_is_read() -> None:
    deep = "[" * 5_000 + '"]"' + "]" * 5_000
    found = read_json('{"a": ' + deep + ', "b": {"c": [' + deep + ', "]", 2]}}')
    assert found["b"]["c"][1:] == ["]", 2]


def test_a_number_of_many_digits_stays_as_it_is_written() -> None:
    assert read_json("[" + "9" * 5_000 + ", 12, -3]") == ["9" * 5_000, 12, -3]


@pytest.mark.parametrize("value", ["9" * 5_000, "[" * 5_000 + "]" * 5_000, "1e999", "-" + "1" * 90])
def test_a_strange_value_costs_a_feed_none_of_its_items(value: str) -> None:
    items = [f'{{"id": "{n}", "content_text": "words", "x": {value}}}' for n in range(3)]
    body = '{"version": "https://jsonfeed.org/version/1.1", "items": [' + ",".join(items) + "]}"
    found = read_feed(body.encode(), "application/json", "https://a.example/")
    assert [entry.id for entry in found.entries] == ["0", "1", "2"]
    assert found.cut_after is None


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"[" * 90_000, "not JSON"),
        (b"[" + b"{}," * 600_000 + b"0]", "lists and objects"),
        (b"\xff\xfe\xff", "not JSON"),
        (b'{"a": "', "not JSON"),
    ],
)
def test_a_reply_that_is_hostile_is_one_error(body: bytes, why: str) -> None:
    site = httpx.MockTransport(lambda _: httpx.Response(200, content=body))
    with httpx.Client(transport=site) as http, pytest.raises(SourceChangedError, match=why):
        get_json(http, "https://a.example/")


def test_a_deep_value_in_a_reply_costs_nothing_else() -> None:
    body = b'{"hits": [1], "x": ' + b"[" * 9_000 + b"]" * 9_000 + b"}"
    site = httpx.MockTransport(lambda _: httpx.Response(200, content=body))
    with httpx.Client(transport=site) as http:
        assert get_json(http, "https://a.example/")["hits"] == [1]
