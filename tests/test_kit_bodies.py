"""What a post says, without what its platform adds."""

import time

import pytest

from connectors.kit.reading.bodies import line, longest, pictured, without_tail, words

TEXT = "The battery died."


@pytest.mark.parametrize(
    "tail",
    [
        "\nThe post Battery appeared first on Acme blog.",
        " The post Battery appeared first on Acme blog.",
        "\nL’article Batterie est apparu en premier sur Le blog d'Acme.",
        " Cet article Batterie est apparu en premier sur Le blog.",
        "\nDer Beitrag Akku erschien zuerst auf Acme.",
        "\nContinue reading Battery →",
        "\nContinue reading on Medium »",
        " Read more",
        "\nRead more »",
        "\nRead more about Battery",
        "\nLire la suite",
        " Lire la suite…",
        "\nLire la suite de « Batterie »",
        "\nEn savoir plus",
        " Continuer la lecture de « Batterie »",
        "\nContinuer la lecture→",
        "\nsubmitted by /u/paul to r/velo\n[link] [comments]",
        " submitted by /u/paul to r/velo [link] [comments]",
        "\nsubmitted by /u/paul\n[link] [comments]",
        "\n3 posts - 2 participants\nRead full topic",
        "\n1 message - 1 participant(e)\nLire le sujet en entier",
        "\n3 messages - 2 participants\nLire tout le sujet",
        "\nLire tout l’article",
        "\nPain was originally published in Le Pain on Medium, where people are continuing the"
        " conversation by highlighting and responding to this story.",
        "\nArticle URL: https://x.example\nComments URL: https://y.example\nPoints: 3\n# Comments: 0",
    ],
)
def test_what_a_platform_puts_at_the_end_is_cut(tail: str) -> None:
    assert without_tail(TEXT + tail) == TEXT


def test_whom_a_comment_answers_is_not_what_it_says() -> None:
    assert without_tail("In reply to Max.\nI agree") == "I agree"
    assert without_tail("En réponse à Zoé. Moi aussi") == "Moi aussi"


@pytest.mark.parametrize(
    "text",
    [
        "I was so bored that I could not continue reading",
        "Please read more",
        "Je veux en savoir plus",
        "The post office lost my parcel and nobody answered first on Monday",
        "L'article que j'ai lu est nul",
        "Who submitted by mistake?",
        "Photo : DR",
        "Read the manual!\nIt says nothing",
        "",
    ],
)
def test_what_people_write_stays(text: str) -> None:
    assert without_tail(text) == text


def test_the_body_with_most_words_counts_and_not_the_one_with_most_markup() -> None:
    picture = f"<figure><img src='{'x' * 400}'><figcaption>Photo : DR</figcaption></figure>"
    assert longest([("Acme recalls 12,000 batteries.", True), (picture, True)]) == (
        "Acme recalls 12,000 batteries."
    )
    assert longest([("short", True), ("<p>a longer one</p>", True)]) == "a longer one"
    assert longest([]) == ""


def test_a_text_that_is_all_tail_stays_where_nothing_else_is_known() -> None:
    assert longest([("Read more", True)]) == ""
    assert longest([("Read more", True)], whole=True) == "Read more"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("&lt;p&gt;Hello &amp;amp; thanks&lt;/p&gt;&lt;p&gt;Jo&lt;/p&gt;", "Hello & thanks\nJo"),
        ("L&amp;#8217;&amp;eacute;t&amp;eacute;", "L’été"),
        ("&lt;br /&gt;one&lt;br /&gt;two", "one\ntwo"),
        ("use &lt;b&gt; for bold", "use <b> for bold"),
        ("vector&lt;int&gt;", "vector<int>"),
        ("&lt;b&gt;vector&lt;int&gt;&lt;/b&gt;", "vector<int>"),
        ("5 &lt; 6 &amp; 7", "5 < 6 & 7"),
    ],
)
def test_what_was_escaped_twice_is_undone_and_code_stays(value: str, text: str) -> None:
    assert words(value, is_markup=True) == text


def test_a_title_is_one_line_without_markup() -> None:
    assert line("A <em>new</em>\n battery &amp; more", is_markup=True) == "A new battery & more"
    assert line("x<y &amp;#039;z&amp;#039;", is_markup=False) == "x<y 'z'"


def test_pictures_speak_where_nothing_else_does() -> None:
    assert pictured("<p><img alt='a broken bike'><img alt=''></p>") == "a broken bike"


@pytest.mark.parametrize(
    "shape", ["The post x", "Continue reading ", "submitted by /u/", "&lt;p&gt;", "Points: 1\n"]
)
def test_the_time_grows_with_the_length(shape: str) -> None:
    def spent(times: int) -> float:
        text = shape * times
        best = 9.0
        for _ in range(3):
            start = time.thread_time()
            longest([(text, True)])
            best = min(best, time.thread_time() - start)
        return best

    assert spent(16_000) < 8 * max(spent(4_000), 0.002)


@pytest.mark.parametrize(
    "quote",
    [
        '<aside class="quote no-group" data-username="bob"><blockquote>I love it</blockquote></aside>',
        '<blockquote class="bbCodeBlock bbCodeBlock--quote">Bob: I love it</blockquote>',
        '<blockquote class="mycode_quote"><cite>Bob wrote:</cite>I love it</blockquote>',
        "<blockquote><div><cite>Bob a écrit :</cite>I love it</div></blockquote>",
        '<div class="bbcode_quote">I love it</div>',
    ],
)
def test_what_a_post_quotes_is_another_persons(quote: str) -> None:
    assert words(f"{quote}<p>{TEXT}</p>", is_markup=True) == TEXT
    assert "I love it" in words(quote, is_markup=True)


def test_what_an_article_quotes_is_part_of_it() -> None:
    html = f"<p>{TEXT}</p><blockquote>I love it, says Bob</blockquote>"
    assert words(html, is_markup=True) == f"{TEXT}\nI love it, says Bob"
