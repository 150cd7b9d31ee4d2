"""Every act there is, from a real press, window, command or App Home down to the card, the line, the rows, the audit and its undo."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND
from rigs.desk_scene import Team, at_slack
from rigs.local_slack import (
    LEA,
    OTHER,
    PAUL,
    TEAM,
    LocalSlack,
    action,
    elements,
    offers,
    wait,
)
from slack_bolt import BoltRequest
from sqlalchemy import text as sql
from sqlmodel import col, select
from test_slack_about import LED, follow
from test_slack_asks import listening, scene, texts
from test_slack_facts import FACTS
from test_slack_lessons import FACT, SENT

from listener.channels.slack.look.facts import OVER, TRUE
from listener.channels.slack.look.lessons import DROP, KEEP, LEAVE
from listener.desk.acts.undo import FOR, goes_back
from listener.desk.contract import Desk, Who
from listener.desk.found import act, acts
from listener.settings.added import KINDS
from listener.stages.learn import learn
from listener.store.tables import (
    ActRow,
    AnswerRow,
    ApprovalRow,
    CorrectionRow,
    DecisionRow,
    MentionRow,
    OrderRow,
    PrecedentRow,
    StateRow,
    SuggestionRow,
)

Kept = set[tuple[object, ...]]
Do = Callable[[Team], object]
HOURS = next(one for one in FACTS if one.id == "hours")
COLLEAGUE = Who(PAUL, "paul", "slack")
FOUND = "I hate my Acme kettle, it is broken"
FINE = "Sorry that your battery is broken, we look into it.\nCamille, from Acme"


@dataclass(frozen=True, kw_only=True)
class Way:
    """One act by one door, and what comes of it."""

    name: str
    do: Do
    rows: tuple[str, ...]  # the tables in which it writes, beside the acts
    said: Mapping[str, str] = field(default_factory=dict)  # of its audit row
    line: str = ""  # in its card's thread, of a brand in the channel; "" where it leaves none
    shows: str = ""  # what the card says from then on, of a brand App Home; "" for nothing new
    hides: str = ""  # and what it says no more
    of: int | None = 1  # the mention; None of a brand
    first: Do = lambda _: None
    also: Do | None = None  # what else is so after it
    stays: tuple[str, ...] = ()  # tables in which undoing leaves what people were shown meanwhile
    brand: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.name} {self.line or self.said}"[:60]


def named(view: Mapping[str, Any]) -> set[str]:
    return {block["block_id"] for block in view["blocks"] if block["type"] == "input"}


def fill(team: Team, *windows: dict[str, str]) -> None:
    """Send one window after the other, each when it stands there."""
    for values in windows:
        wait(lambda v=values: [one for one in team.slack.windows()[-1:] if named(one) >= v.keys()])
        team.slack.submit(LEA, **values)


def card(name: str, *windows: dict[str, str]) -> Do:
    """From the card's own row, else from "Something else"."""

    def do(team: Team) -> None:
        shown = team.card()
        try:
            team.slack.send(LEA, shown, action(shown, name))
        except AssertionError:
            team.slack.press(LEA, shown, "else")
            fill(team, {"name": name})
        fill(team, *windows)

    return do


def typed(said: str, *windows: dict[str, str]) -> Do:
    """The command."""

    def do(team: Team) -> None:
        team.slack.command(LEA, said)
        fill(team, *windows)

    return do


def home(name: str, begins: str = "", *windows: dict[str, str]) -> Do:
    """A button or a choice of App Home."""

    def do(team: Team) -> None:
        follow(team)
        team.slack.home(LEA)
        team.slack.choose(LEA, name, begins)
        fill(team, *windows)

    return do


def draft(which: str, *windows: dict[str, str], text: str = "") -> Do:
    """The window of drafts."""

    def do(team: Team) -> None:
        team.slack.press(LEA, team.card(), "draft")
        [view] = wait(team.slack.windows)
        values = {one: text for one in named(view) if one.startswith("draft_text") and text}
        team.slack.submit(LEA, which=which, **values)
        fill(team, *windows)

    return do


def before(name: str, *, who: Who = COLLEAGUE, **values: Any) -> Do:
    """This was done before."""

    def do(team: Team) -> None:
        desk = Desk(team.store, {BRAND.name: team.brand})
        model = act(name)(**({"mention": 1} | values))
        assert model.apply(desk, who, team.clock()).is_ok
        team.go_on()

    return do


def answers(team: Team) -> None:
    """An answer that Paul approved teaches a fact, and drafts start from it."""
    before("approve_draft", text=SENT, draft="A", anyway=True)(team)
    learn(team.store, {BRAND.name: team.brand})


def press_desk(team: Team) -> None:
    """The press has a channel of its own."""
    slack = team.brand.slack
    channels = slack.channels.model_copy(update={"press": OTHER})
    team.brand = at_slack(people=LED).model_copy(
        update={"slack": slack.model_copy(update={"channels": channels})}
    )
    team.box = team._outbox()
    follow(team)


def without_drafts(team: Team) -> None:
    """As where none was wanted."""
    with team.store.writing() as session:
        session.execute(sql("DELETE FROM suggestions"))
        session.execute(sql("UPDATE decisions SET wants_draft = false"))
        session.execute(sql("DELETE FROM notices WHERE class = 'drafts'"))


def taken(team: Team) -> None:
    card("take")(team)
    wait(lambda: [one for one in own(team) if "undo" in str(one)])


def undone(team: Team) -> None:
    [one] = own(team)
    team.slack.press(LEA, one, "undo")


def setting(kind: str, shown: str, said: str, **fields: str) -> Way:
    """One that a lead adds in App Home."""
    return Way(
        name="setting", of=None, do=home("setting:add", kind, fields), rows=("orders",),
        said={"setting": kind, "text": said, "on": "on"},
        line="lea adds to the settings: ", shows=shown,
    )  # fmt: skip


def own(team: Team) -> list[dict[str, Any]]:
    """What Léa alone was told, the oldest first."""
    return [one for one in team.slack.messages() if one.get("ephemeral_to") == LEA]


QUIET = {"what": "story", "until": "2026-11-13"}  # as its audit row begins

WAYS = (
    Way(name="take", do=card("take"), rows=("states",), line="lea takes it.", shows="lea has it", hides="Owner: nobody yet"),
    Way(name="hand_back", do=card("hand_back"), first=before("take"), rows=("states",), line="lea hands it back: whoever can may take it.", shows="Owner: nobody yet", hides="paul has it"),
    Way(name="hand_over", do=card("hand_over", {"to": PAUL}), rows=("states",), said={"colleague": "paul"}, line="lea hands it over to paul.", shows="paul has it", hides="Owner: nobody yet"),
    Way(name="no_reply", do=card("no_reply"), rows=("states",), line="lea: no reply needed.", shows="✔ No reply needed", hides="Put right: “"),
    Way(name="answered", do=card("answered", {"url": "https://acme.example/reply"}), rows=("states", "answers"), said={"url": "https://acme.example/reply"}, line="lea has answered: https://acme.example/reply", shows="✔ Answered", hides="Put right: “"),
    Way(name="correct", do=card("correct", {"tag": "tone:positive"}), rows=("corrections", "decisions"), said={"tag": "tone", "label": "positive"}, line="lea corrects the tone: positive.", shows="○ Thank on our page", hides="Put right: “"),
    Way(name="correct", do=card("correct", {"tag": "not_us:", "author": "author"}), rows=("corrections", "decisions", "orders", "suggestions"), said={"tag": "not_us", "label": ""}, line="lea: this is not about us.", shows="Not about us", hides="Put right: “"),
    Way(name="escalate", do=card("escalate", {"lane": "press"}), rows=("states",), said={"lane": "press"}, line="lea passes it on: Press.", shows="negative · Press", hides="Customers and public", first=press_desk, also=lambda team: [one for one in team.slack.cards(OTHER) if "battery" in one["text"]]),
    Way(name="snooze", do=card("snooze", {"what": "story", "ends": "3d"}), rows=("orders",), said=QUIET, line="lea wants quiet on this story until", shows="Quiet until Fri 13 Nov 09:00", hides="before 17:00"),
    Way(name="snooze", do=typed("mute 1 3d"), rows=("orders",), said=QUIET, line="lea wants quiet on this story until", shows="Quiet until Fri 13 Nov", hides="before 17:00"),
    Way(name="who_is", do=card("who_is", {"kind": "journalist"}), rows=("orders", "decisions"), said={"kind": "journalist"}, line="lea says who this is: a journalist.", shows="journalist on your list"),
    Way(name="ask_colleague", do=card("ask_colleague", {"to": PAUL}), rows=(), said={"colleague": "paul"}, line="lea asks paul for help."),
    Way(name="fixed", do=card("fixed"), first=without_drafts, rows=("decisions", "suggestions"), stays=("decisions", "suggestions"), line="lea: it is fixed. Those who waited can be told.", also=lambda team: [said for said in team.slack.thread(team.card()) if "Draft A" in said]),
    Way(name="draft", do=card("draft"), first=without_drafts, rows=("suggestions",), also=lambda team: bool(team.slack.windows()) and [said for said in team.slack.thread(team.card()) if "Draft A" in said]),
    Way(name="approve_draft", do=draft("A", text=FINE), rows=("approvals", "precedents"), said={"draft": "A", "left": "0"}, line="lea approves this answer (draft A, ", shows="Answer approved by lea", also=lambda team: FINE in team.slack.thread(team.card())),
    Way(name="reject_draft", do=draft("reject", {"draft": "A", "reason": "too stiff"}), rows=("suggestions",), said={"reason": "too stiff"}, line="lea does not want the draft: too stiff"),
    Way(name="file", do=typed("file https://forum.example/t/7", {"text": FOUND, "url": "https://forum.example/t/7"}), of=3, rows=("mentions", "decisions", "suggestions"), line="", also=lambda team: [one for one in team.slack.cards() if "kettle" in one["text"]]),
    Way(name="undo", do=undone, first=taken, rows=("states",), said={"act": "1", "undone": "take"}, line="lea takes back: take it.", shows="Owner: nobody yet", hides="lea has it"),
    Way(name="hold", of=None, do=typed("hold on"), rows=("orders",), said={"hold": "on"}, line="lea puts routine advice on hold.", shows="Routine advice is on hold."),
    Way(name="propose", of=None, do=typed("add https://blog.example/feed"), rows=("orders",), said={"url": "https://blog.example/feed"}, line="lea would have us listen to https://blog.example/feed", shows="proposed by lea"),
    Way(name="propose", of=None, do=home("about:change", "mailbox", {"text": "reviews@acme.example"}), rows=("orders",), said={"url": "reviews@acme.example"}, line="lea would have us listen to reviews@acme.example", shows="Mailbox: reviews@acme.example"),
    Way(name="describe", of=None, do=home("about:change", "handles", {"text": "@acme_fr"}), rows=("orders",), said={"about": "handles", "told": "@acme_fr"}, line="lea changes the settings. Handles: @acme_fr", shows="Handles: @acme_fr", hides="Handles: @acme\n"),
    Way(name="describe", of=None, do=home("about:change", "where", {"what": "press", "channel": OTHER}), rows=("orders",), said={"about": "press", "told": "#c0other"}, line="lea changes the settings. The press goes to: #c0other", shows="The press goes to: #c0other", also=lambda team: team.slack.messages(OTHER)),
    Way(name="vouch", of=None, do=home(TRUE, "hours"), brand={"fact": FACTS}, rows=("orders",), said={"fact": HOURS.text, "day": "2027-05-12"}, line="lea says it is still true, until Wed 12 May 2027: In summer", hides=HOURS.text),
    Way(name="vouch", of=None, do=home(OVER, "hours"), brand={"fact": FACTS}, rows=("orders",), said={"fact": HOURS.text, "day": ""}, line="lea says it is no longer true, so no draft states it any more: In summer", hides=HOURS.text),
    Way(name="label", of=None, do=home("label:begin", "", {"form": "critique", "tone": "negative"}, {"right": "yes"}), rows=("orders",), said={"form": "critique", "tone": "negative", "right": "yes"}),
    Way(name="decline", of=None, do=home(LEAVE), first=answers, rows=("orders",), said={"setting": "fact"}, hides=FACT),
    Way(name="forget", of=None, do=home(DROP), first=answers, rows=("precedents",), said={"precedent": "1"}, hides="Your answers that drafts reuse"),
    Way(name="setting", of=None, do=home(KEEP), first=answers, rows=("orders",), said={"setting": "fact", "text": FACT, "on": "on"}, line=f"lea adds to the settings: a fact that drafts may quote, {FACT}", shows=f"a fact that drafts may quote · {FACT}"),
    Way(name="setting", of=None, do=home("setting:away"), first=before("setting", who=Who(LEA, "lea", "slack"), mention=0, brand="Acme", kind="closed", text="2026-12-24"), rows=("orders",), said={"setting": "closed", "text": "2026-12-24", "on": "off"}, line="lea takes out of the settings: a closed day, Thu 24 Dec", hides="a closed day · Thu 24 Dec"),
    Way(name="setting", of=None, do=typed('mute "our contest"'), rows=("orders",), said={"setting": "mute", "text": '"our contest"', "on": "on"}, line='lea adds to the settings: posts to mute, "our contest"', shows='posts to mute · "our contest"'),
    setting("closed", "a closed day · Thu 24 Dec", "2026-12-24", day="2026-12-24"),
    setting("event", "launch of the kettle (Tue 10 Nov – Thu 12 Nov)", "2026-11-10 2026-11-12 launch of the kettle", event="launch of the kettle", start="2026-11-10", end="2026-11-12"),
    setting("journalist", "a journalist · @jo_press", "@jo_press", journalist="@jo_press"),
    setting("gesture", "what a draft may promise · A free check of the brakes", "A free check of the brakes", gesture="A free check of the brakes"),
    setting("fact", "a fact that drafts may quote · Every lock is made in Lyon.", "Every lock is made in Lyon.", fact="Every lock is made in Lyon.", keywords="lock"),
    setting("mute", "posts to mute · acme AND cartoon", "acme AND cartoon", mute="acme AND cartoon"),
    setting("never", "a word that drafts never say · whilst", "whilst", never="whilst"),
)  # fmt: skip


def test_every_act_and_every_setting_has_a_row_here() -> None:
    assert {one.name for one in WAYS} == acts().keys()
    assert {one.said["setting"] for one in WAYS if one.name == "setting"} == set(KINDS)


def kept(team: Team) -> Kept:
    """What the acts write, without their order and their versions; of drafts and decisions the last."""
    found: Kept = set()
    with team.store.reader() as session:
        for o in session.exec(select(OrderRow)):
            found.add(("orders", o.what, o.key, o.value, o.until))
        for s in session.exec(select(StateRow)):
            told = (s.owner, s.owner_by, s.closed, s.closed_who, s.lane)
            found |= {("states", s.mention_id, *told)} if any(told) else set()
        for c in session.exec(select(CorrectionRow)):
            found.add(("corrections", c.mention_id, c.task, c.label, c.who))
        for a in session.exec(select(AnswerRow)):
            found.add(("answers", a.mention_id, a.url, a.text, a.who))
        for p in session.exec(select(ApprovalRow)):
            found.add(("approvals", p.mention_id, p.n, p.text, p.by, p.is_last))
        for m in session.exec(select(MentionRow).where(col(MentionRow.deleted_at).is_(None))):
            found.add(("mentions", m.id, m.text))
        for q in session.exec(select(PrecedentRow)):
            found.add(("precedents", q.id, q.text))
        for d in session.exec(select(DecisionRow).where(col(DecisionRow.ended_at).is_(None))):
            found.add(("decisions", d.mention_id, d.leaf, d.copied, d.wants_draft))
            mine = select(SuggestionRow).where(col(SuggestionRow.decision_id) == d.id)
            for r in session.exec(mine):
                found.add(("suggestions", d.mention_id, r.n, r.rejected_at is not None))
    return found


def says(team: Team, way: Way) -> str:
    """What the card says, of a brand App Home."""
    if way.of is None:
        follow(team)
        team.slack.home(PAUL)  # the next one is another view
        return texts(team.slack.home(LEA))
    return texts(team.card())


def lines(team: Team, way: Way) -> list[str]:
    if way.of is None:
        return [one["text"] for one in team.slack.cards()]
    return team.slack.thread(team.card())


def undo_of(team: Team, done: ActRow) -> Callable[[], None] | None:
    """The button that takes it back, wherever it stands; None where none is offered."""
    value = str(done.id)

    def has(view: dict[str, Any]) -> bool:
        return any(
            one["action_id"] == "undo" and one["value"] == value for _, one in elements(view)
        )

    for message in own(team):
        if has(message):
            return lambda: team.slack.press(LEA, message, "undo")
    for view in team.slack.windows():
        if has(view):
            return lambda: in_window(team, view, value)
    for view in team.slack.homes().get(LEA, {}).values():
        if has(view):
            return lambda: team.slack.choose(LEA, "undo", value, of=view)
    return None


def in_window(team: Team, view: dict[str, Any], value: str) -> None:
    """A press in a window, of which local-slack tells nobody: as Slack tells of it."""
    body = {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": LEA, "team_id": TEAM},
        "container": {"type": "view", "view_id": view["id"]},
        "view": {**view, "type": "modal"},
        "trigger_id": f"{view['id']}.{value}",
        "actions": [{"type": "button", "block_id": "b", "action_id": "undo", "value": value}],
    }
    with listening(team) as app:
        assert app.dispatch(BoltRequest(mode="socket_mode", body=body)).status == 200
    assert value not in [one["value"] for v in team.slack.windows() for _, one in elements(v)]


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS, ids=str)
def test_an_act_goes_from_a_press_to_its_card_line_rows_and_audit_and_back(
    tmp_path: Path, local_slack: LocalSlack, way: Way
) -> None:
    team = scene(tmp_path, local_slack, **{"people": LED, **way.brand})
    if way.first is not without_drafts:
        team.go_on()
    with team.at_the_desk():
        way.first(team)
        rows, seen, n = kept(team), says(team, way), len(team.acts())
        way.do(team)
        wait(lambda: len(team.acts()) == n + 1)
        [done, *_] = team.store.acts([BRAND.name])
        said = json.loads(done.said)
        assert (done.name, done.who, done.by, done.door) == (way.name, "lea", LEA, "slack")
        assert (done.mention_id, done.event_id and done.event_id[:5]) in (
            (way.of, "slack"),
            (way.of, "view:"),
        )
        press = wait(lambda: undo_of(team, done)) if goes_back(way.name) else None
        assert {key: said[key][: len(value)] for key, value in way.said.items()} == way.said
        wait(lambda: {str(row[0]) for row in kept(team) ^ rows} == set(way.rows))
        wait(lambda: not way.line or [one for one in lines(team, way) if way.line in one])
        wait(lambda: is_shown(team, way))
        wait(lambda: way.also is None or way.also(team))
        if press is None:
            assert undo_of(team, done) is None, "what cannot be taken back offers no way"
            return
        press()
        wait(lambda: team.acts()[-1] == ("lea", "undo", "slack"))
        [undo, *_] = team.store.acts([BRAND.name])
        assert json.loads(undo.said) == {"act": str(done.id), "undone": way.name}
        back = {row for row in rows if row[0] not in way.stays}
        wait(lambda: {row for row in kept(team) if row[0] not in way.stays} == back)
        wait(lambda: team.store.act(done.id or 0).undone_at)  # type: ignore[union-attr]
        told = "lea takes back: "
        wait(lambda: not way.line or [one for one in lines(team, way) if told in one])
        assert way.line or not [one for one in lines(team, way) if told in one]
        wait(lambda: is_as_before(team, way, seen))
    team.store.close()


def is_shown(team: Team, way: Way) -> bool:
    found = says(team, way)
    return way.shows in found and not (way.hides and way.hides in found)


def is_as_before(team: Team, way: Way, seen: str) -> bool:
    found = says(team, way)
    if way.of is None:
        return way.hides in found and not (way.shows and way.shows in found)
    return found == seen


def test_an_undo_that_is_pressed_a_day_later_is_refused_in_words(
    tmp_path: Path, local_slack: LocalSlack
) -> None:
    team = scene(tmp_path, local_slack)
    with team.at_the_desk():
        taken(team)
        [mine] = own(team)
        team.clock.pass_(hours=FOR / timedelta(hours=1), minutes=1)
        team.slack.press(LEA, mine, "undo")
        wait(lambda: "more than a day ago" in local_slack.told(LEA)[-1])
        assert team.acts() == [("lea", "take", "slack")]
        assert offers(own(team)[-1]) == []
    team.store.close()


def test_an_answer_of_fifty_that_is_taken_back_is_asked_for_again(
    tmp_path: Path, local_slack: LocalSlack
) -> None:
    team = scene(tmp_path, local_slack, people=LED)
    with team.at_the_desk():
        home("label:begin", "", {"form": "critique"}, {"right": "yes"})(team)
        wait(lambda: len(team.acts()) == 1 and "2 of 2" in shown(team))
        for n in (1, 2):  # one after the other, in the same window
            [view] = team.slack.windows()
            in_window(team, view, str(team.store.acts([BRAND.name])[0].id))
            wait(lambda: "1 of 2" in shown(team) and "Undone." in shown(team))
            fill(team, {"form": "share"}, {"right": "no"})
            wait(lambda n=n: len(team.acts()) == 1 + 2 * n)
            wait(lambda: "2 of 2" in shown(team))
        fill(team, {"form": "share"}, {"right": "no"})
        wait(lambda: "all are answered" in shown(team))
        [view] = team.slack.windows()
        in_window(team, view, str(team.store.acts([BRAND.name])[0].id))
        wait(lambda: "2 of 2" in shown(team))
        assert [name for _, name, _ in team.acts()] == ["label", "undo"] * 2 + ["label"] * 2 + [
            "undo"
        ]
    team.store.close()


def shown(team: Team) -> str:
    return "".join(texts(one) for one in team.slack.windows())
