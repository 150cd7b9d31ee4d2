"""App Home: what is somebody's, what waits, what is heard and what was taught, with the acts on each."""

from collections.abc import Mapping, Sequence

from listener.channels.slack.look import blocks, facts
from listener.channels.slack.look.buttons import Pressed, act_button, undo_button
from listener.channels.slack.look.labels import begin_row
from listener.channels.slack.look.limits import HOME, HOME_TOTAL, SECTION, Sheet
from listener.channels.slack.look.message import Block
from listener.channels.slack.look.mrkdwn import cut, line
from listener.channels.slack.look.setting import add_choice, row
from listener.channels.slack.look.story import quote_of
from listener.channels.slack.presses.admit import Place
from listener.channels.slack.presses.known import channels, sections
from listener.channels.slack.presses.learned import Learned
from listener.channels.slack.presses.rows import cards, rows
from listener.channels.slack.presses.standing import RECENT, heard, standing
from listener.desk.acts.setting import in_force
from listener.desk.acts.undo import FOR
from listener.desk.acts.vouch import said_of_facts
from listener.desk.contract import Who
from listener.notices.acted import act_line
from listener.notices.planned import setting_words
from listener.settings.brand import Brand
from listener.settings.vouched import ending, with_vouched
from listener.store.tables import ActRow
from listener.words import say
from listener.words.whose import Ours

MINE, WAITING, TAUGHT, ADDED, SOURCES, FACTS = 5, 10, 5, 8, 20, 3  # shown at most of each
_LINE, _QUOTE = 300, 120  # characters of what was taught, and of the words that it is about


def publish(
    place: Place, user: str, brands: Mapping[str, Brand], *, head: Sequence[Block] = ()
) -> None:
    """Show somebody what stands in these brands, below what they are just told. Raises SlackError, StoreError."""
    with place.showing:
        place.workspace.publish(user, home(place, user, brands, head=head))


def home(
    place: Place, user: str, brands: Mapping[str, Brand], *, head: Sequence[Block] = ()
) -> Block:
    """The view; each brand has the same share of Slack's hundred blocks."""
    found = list(head)
    room = (HOME - len(found)) // max(len(brands), 1)
    for brand in brands.values():
        sheet = Sheet(room, HOME_TOTAL // len(brands))
        is_lead = Who(user, "", "slack").leads(brand)
        named = channels(place, brand) if is_lead else []  # before the store is read
        with place.store.reading():
            learned = Learned(place, brand, user) if is_lead else None
            _fill(sheet, place, user, brand, spare=learned.blocks if learned else 0)
            if learned:
                _facts(sheet, place, brand)
                _learned(sheet, learned, brand.language)
                _settings(sheet, place, brand, named)
        found += sheet.blocks
    return {"type": "home", "blocks": found}


def shut(why: str, lang: str) -> Block:
    """The view of somebody who may see nothing, with the reason."""
    block = blocks.quoted(say(lang, f"press.refused.{why}"))
    return {"type": "home", "blocks": [block] if block else []}


def _fill(sheet: Sheet, place: Place, user: str, brand: Brand, *, spare: int) -> None:
    """One brand: in the order in which a person needs it; `spare` blocks are kept for what comes after."""
    lang, store = brand.language, place.store
    own = {brand.name: brand}
    mine = store.mine([brand.name], user, place.clock())
    since = place.clock() - RECENT
    total, first = store.waiting_for_us([brand.name], since, limit=WAITING + len(mine))
    others = [mention for mention in first if mention not in set(mine)]
    taught = store.taught([brand.name], limit=TAUGHT)
    sheet.add(blocks.header(brand.name), blocks.quoted("\n".join(standing(place, brand, user))))
    spare += 12 + len(taught) + ADDED + 5  # for what stands below, with its titles
    if mine:
        _title(sheet, lang, "mine")
        left = sheet.fill(
            rows(place, own, mine[:MINE], user), spare=spare, more=max(0, len(mine) - MINE)
        )
        _left(sheet, lang, left)
    _title(sheet, lang, "waiting")
    if not others:
        sheet.add(blocks.small(say(lang, "home.none_waiting")))
    more = max(0, total - len(set(first) & set(mine)) - len(others[:WAITING]))
    _left(sheet, lang, sheet.fill(rows(place, own, others[:WAITING], user), spare=spare, more=more))
    _title(sheet, lang, "heard")
    sources = heard(place, brand) or [say(lang, "ask.no_source")]
    sheet.add(blocks.quoted("\n".join(sources[:SOURCES]), SECTION))
    _left(sheet, lang, max(0, len(sources) - SOURCES))
    _title(sheet, lang, "taught")
    if not taught:
        sheet.add(blocks.small(say(lang, "home.none_taught")))
    for done in taught:
        sheet.add(_taught(place, done, brand, user))


def _settings(sheet: Sheet, place: Place, brand: Brand, named: Sequence[tuple[str, str]]) -> None:
    """What is still to be told, what is known, what leads added beside the file, and the way to add more."""
    sheet.add(begin_row(brand))
    asked, known = sections(place, brand, named)
    if asked:
        _title(sheet, brand.language, "question")
        sheet.add(*asked)
    sheet.add(blocks.divider(), blocks.section(blocks.bold(say(brand.language, "about.known", brand=Ours(brand.name)))))  # fmt: skip
    sheet.add(known)
    _title(sheet, brand.language, "settings")
    rows = in_force(place.store.orders([brand.name], place.clock())).get(brand.name, ())
    left = sheet.fill(
        [[row(one, setting_words(one, brand, place.clock()), brand)] for one in rows[-ADDED:]],
        spare=2,
    )
    sheet.add(add_choice(brand))
    _left(sheet, brand.language, left + max(0, len(rows) - ADDED))


def _facts(sheet: Sheet, place: Place, brand: Brand) -> None:
    """Facts whose last day is near or over, the earliest first; what was said of them counts at once."""
    today = place.clock().astimezone(brand.tz).date()
    said = said_of_facts(place.store.orders([brand.name], place.clock())).get(brand.name, ())
    if found := ending(with_vouched(brand.written, said), today):
        _headed(sheet, say(brand.language, "said.fact_title", n=len(found)))
        asked = [facts.question(one, brand, today) for one in found[:FACTS]]
        _left(sheet, brand.language, sheet.fill(asked, more=max(0, len(found) - FACTS)))


def _learned(sheet: Sheet, learned: Learned, lang: str) -> None:
    """What answers taught, for leads to say whether it counts; nothing where there is nothing."""
    if learned.proposals:
        _title(sheet, lang, "learned")
        sheet.add(blocks.small(say(lang, "lesson.hint")))
        _left(sheet, lang, sheet.fill(learned.proposals, more=learned.more))
    if learned.answers:
        _title(sheet, lang, "answers")
        sheet.fill(learned.answers)


def _title(sheet: Sheet, lang: str, key: str) -> None:
    _headed(sheet, say(lang, f"home.{key}"))


def _headed(sheet: Sheet, said: Ours) -> None:
    sheet.add(blocks.divider(), blocks.section(blocks.bold(said)))


def _left(sheet: Sheet, lang: str, n: int) -> None:
    if n:
        sheet.add(blocks.small(say(lang, "home.left", n=n)))


def _taught(place: Place, done: ActRow, brand: Brand, user: str) -> Block | None:
    """What somebody taught, with the way back: for a day by undoing, then by saying it anew."""
    lang, mention = brand.language, done.mention_id or 0
    shown = next((one for one, _ in cards(place, {brand.name: brand}, [mention], user)), None)
    state = place.store.state(mention)
    if shown is None or state is None:
        return None
    told = f"{line(act_line(done, brand))}\n{line(quote_of(shown.quote, lang, _QUOTE))}"
    block: Block = {
        "type": "section",
        "text": blocks.words_of(cut(told, _LINE)),
    }
    if place.clock() - done.at < FOR:
        block["accessory"] = undo_button(done.id or 0, lang)
    else:
        block["accessory"] = act_button(Pressed(done.name, mention, state.version), lang)
    return block
