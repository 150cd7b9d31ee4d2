"""Who wrote an item, of what feeds put in its byline."""

import pytest

from connectors.kit.reading.bylines import Byline, Writer, nobodys, shown_name, writer


@pytest.mark.parametrize(
    ("byline", "name"),
    [
        ("paul@journal.example (Paul Durand)", "Paul Durand"),
        ("Paul Durand <paul@journal.example>", "Paul Durand"),
        ("Paul Durand &lt;paul@journal.museum&gt;", "Paul Durand"),
        ("Paul Durand (paul@journal.example)", "Paul Durand"),
        ("Paul Durand, paul@journal.example", "Paul Durand"),
        ('"Durand, Paul" <paul@journal.example>', "Durand, Paul"),
        ("jean@journal.example", "jean"),
        ("mailto:jean@journal.example", "jean"),
        ("noreply@blogger.com (Unknown)", None),
        ("noreply@blogger.com", None),
        ("noreply@blogger.com (Zoé)", "Zoé"),
        ("By Jo Doe", "Jo Doe"),
        ("par Jo Doe", "Jo Doe"),
        ("Byron Parker", "Byron Parker"),
        ("<a href='/jo'>Jo</a>", "Jo"),
        ("Fran&ccedil;ois", "François"),
        ("<a href='mailto:jo@x.example'>Jo</a>", "Jo"),
        ("(Paul)", "Paul"),
        ("jo@x.example (jo@x.example)", "jo"),
        ("/u/paul", "/u/paul"),
        ("admin", "admin"),
        ("", None),
        ("-", None),
    ],
)
def test_a_name_is_shown_and_never_an_address(byline: str, name: str | None) -> None:
    assert shown_name(byline) == name


def test_of_several_authors_all_are_named_and_none_is_the_profile() -> None:
    several = [Byline("Jo", "https://x.example/jo"), Byline("Al"), Byline("Jo")]
    assert writer(several) == Writer("Jo, Al", None)
    assert writer([Byline(name) for name in "abcd"]).name == "a, b, c …"


def test_a_profile_without_a_name_is_an_author() -> None:
    assert writer([Byline("", "https://x.example/jo")]) == Writer(None, "https://x.example/jo")


def test_an_address_of_many_names_or_of_the_site_is_nobodys() -> None:
    writers = [
        Writer("Jo", "https://x.example/team"),
        Writer("Al", "https://x.example/team"),
        Writer("Mo", "https://www.x.example/"),
        Writer("Zoé", "https://zoe.example/"),
        Writer("Ada", "https://x.example/ada"),
    ]
    left_out = nobodys(writers, ["https://x.example/feed", None])
    assert left_out == {"https://x.example/team", "https://www.x.example/"}
