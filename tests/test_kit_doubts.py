"""A site of another make than the source's kind is told with that doubt."""

from typing import Any

import httpx
import pytest
from replay import Replay

from connectors.discourse.source import Discourse
from connectors.kit.contract import Connector
from connectors.kit.errors import SourceChangedError, SourceError, doubting
from connectors.lemmy.source import Lemmy
from connectors.mastodon.source import Mastodon
from listener.words.spoken import spoken

AT = "https://f.example"
PAGE = httpx.Response(200, html="<html><body>Welcome</body></html>")
NOTHING = httpx.Response(404, html="<html><body>Not found</body></html>")
KINDS: tuple[tuple[type[Connector], dict[str, Any]], ...] = (
    (Discourse, {"url": AT, "own_forum": True}),
    (Lemmy, {"url": AT, "phrases": "Zephyr"}),
    (Mastodon, {"instances": [AT], "tags": ["zephyr"]}),
)


@pytest.mark.parametrize("reply", [NOTHING, PAGE])
@pytest.mark.parametrize(("kind", "settings"), KINDS)
def test_a_site_of_another_make_is_told_so(
    kind: type[Connector], settings: dict[str, Any], reply: httpx.Response
) -> None:
    made = kind.model_validate({"name": "s", **settings})
    with pytest.raises(SourceError) as caught:
        list(made.pages(Replay(reply, *[NOTHING] * 3), None))
    assert f"is this {kind.__name__}?" in str(caught.value)
    assert f"est-ce bien {kind.__name__} ?" in spoken("fr", str(caught.value)).replace(
        "\u202f", " "
    )


def test_a_doubt_is_told_once_and_only_where_it_may_be_the_reason() -> None:
    for text, status in (("no list: is this it?", None), ("too large", 200)):
        with pytest.raises(SourceChangedError) as caught, doubting("is this it?"):
            raise SourceChangedError(text, status=status)
        assert str(caught.value) == text
