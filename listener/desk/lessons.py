"""What is proposed to a brand's leads: lessons that nobody accepted, declined or wrote into the settings yet."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from listener.advice.brief import Brief
from listener.advice.drafts.lessons import Given, Lesson, lessons
from listener.advice.drafts.tongue import draft_language
from listener.advice.reading.people import role
from listener.advice.reading.text import readable
from listener.desk.acts.decline import OF as DECLINED
from listener.desk.acts.setting import OF as SET
from listener.settings.added import Added, added
from listener.settings.brand import Brand
from listener.store.lessons import Told
from listener.store.store import Store
from listener.store.tables import MentionRow

RECENT = timedelta(days=90)  # of which answers are looked at
NAME = 80  # characters of a name


def proposed(store: Store, brand: Brand, now: datetime) -> list[Lesson]:
    """The newest first; who wrote as the press last."""
    with store.reading():
        given = store.given(brand.name, now - RECENT)
        press = store.wrote_as_press(brand.name, now - RECENT)
        orders = {(one.what, one.key) for one in store.orders([brand.name], now)}
    drawn = [*lessons([_given(one, brand) for one in given], brand), *_journalists(press, brand)]
    return [
        one
        for one in drawn
        if (DECLINED, one.key) not in orders and (f"{SET}{one.kind}", row_of(one).key) not in orders
    ]


def row_of(lesson: Lesson) -> Added:
    """The setting that it becomes where it is accepted."""
    return added(lesson.kind, lesson.text, ", ".join(lesson.keywords))


def _journalists(press: list[MentionRow], brand: Brand) -> Iterator[Lesson]:
    for m in press:
        if role(m.author_handle, m.author_name, brand, url=m.author_url):
            continue
        name = " ".join((m.author_name or "").split())
        if name.isalpha():  # half of a town is called Lucie
            name = m.author_handle or ""
        if name and len(name) <= NAME:
            yield Lesson(kind="journalist", text=name, mention=m.id or 0, said=readable(m.text))


def _given(told: Told, brand: Brand) -> Given:
    m = told.mention
    brief = _brief(m, readable(m.text))
    return Given(
        mention=m.id or 0,
        brief=brief,
        names=(m.author_name or "", m.author_handle or "", told.who),
        draft=told.draft,
        said=told.said,
        edited=told.edited,
        lang=draft_language(_brief(m, readable(told.said)), brand),
        at=told.at,
    )


def _brief(m: MentionRow, text: str) -> Brief:
    return Brief.unlabelled(text, title=m.title and readable(m.title), genre=m.genre)
