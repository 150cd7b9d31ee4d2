from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.kit.http.waits import LONGEST, freshness, retry_after

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
EPOCH = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),  # GoToSocial: 429 and nothing else
        ({"retry-after": "7"}, 7),
        ({"retry-after": "598.0"}, 598),  # Reddit writes counters so
        ({"retry-after": " 30 "}, 30),
        ({"retry-after": "0"}, 0),
        ({"retry-after": "1000000000"}, LONGEST),  # absurd: thirty years
        ({"retry-after": "9" * 30}, LONGEST),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "Sat, 21 Nov 2026 12:01:30 GMT"}, 90),
        ({"retry-after": "Sat, 21 Nov 2026 11:00:00 GMT"}, 0),  # over
        ({"retry-after": "2026-11-21T12:00:10Z"}, 10),
        ({"retry-after": str(EPOCH + 45)}, 45),
        ({"x-ratelimit-reset": "2026-11-21T12:05:00.000Z"}, 300),  # Mastodon
        ({"x-ratelimit-reset": str(EPOCH + 60)}, 60),  # GitHub
        ({"x-ratelimit-reset": f"{EPOCH + 60}000"}, 60),  # in milliseconds
        ({"x-ratelimit-reset": "1507651200000"}, 0),  # 2017: GitHub's recorded fixture
        ({"x-ratelimit-reset": "214"}, 214),  # Reddit: seconds left
        ({"x-rate-limit-reset": str(EPOCH + 900)}, 900),  # X
        ({"ratelimit-reset": "20"}, 20),
        ({"ratelimit-resettime": "2026-11-21T13:00:00+00:00"}, 3_600),  # Yelp
        ({"ratelimit": '"default";r=0;t=33'}, 33),  # the draft standard
        ({"ratelimit": "limit=10, remaining=0, reset=12"}, 12),  # its older form
        ({"retry-after": "5", "x-ratelimit-reset": "500"}, 5),  # meant for this reply
        (
            {
                "retry-after": "Sat, 21 Nov 2026 13:00:30 GMT",
                "date": "Sat, 21 Nov 2026 13:00:00 GMT",
            },
            30,  # the server's clock is an hour ahead of ours
        ),
    ],
)
def test_a_wait_is_read_in_every_form(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, NOW) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"cache-control": "public, max-age=600"}, 600),
        ({"cache-control": "max-age=600", "age": "500"}, 100),
        ({"cache-control": "max-age=0"}, None),
        ({"cache-control": "no-cache", "expires": "Sat, 21 Nov 2026 12:10:00 GMT"}, None),
        ({"expires": "Sat, 21 Nov 2026 12:10:00 GMT"}, 600),
        ({"expires": "0"}, None),  # a common way to say: over
        ({"cache-control": "max-age=31536000"}, LONGEST),
        ({"cache-control": "s-maxage=900"}, None),  # is for proxies
        ({"retry-after": "120", "cache-control": "max-age=60"}, 120),
    ],
)
def test_a_good_reply_says_how_long_it_stays(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert freshness(headers, NOW) == seconds


@given(st.text(), st.text(), st.text())
def test_no_header_can_break_it(after: str, reset: str, control: str) -> None:
    headers = {"retry-after": after, "x-ratelimit-reset": reset, "cache-control": control}
    headers |= {"date": control, "expires": after, "age": reset, "ratelimit": control}
    for seconds in (retry_after(headers, NOW), freshness(headers, NOW)):
        assert seconds is None or 0 <= seconds <= LONGEST
