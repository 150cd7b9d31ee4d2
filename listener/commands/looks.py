"""sources, status, why: what a person asks of a listener that works."""

import json

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from listener import words
from listener.app import App
from listener.channels.terminal_story import alert_panel
from listener.commands.amiss import say_aside, say_gone, say_owed, say_renamed, say_unread, waiting
from listener.commands.console import console
from listener.commands.counts import count_lines
from listener.commands.drafting import show_sent
from listener.commands.named import record_of
from listener.guard.plain import one_line, plain
from listener.notices.cards import card, hidden
from listener.notices.matters import matter_line
from listener.notices.proposed import whence
from listener.settings.brand import Brand
from listener.settings.config import Source
from listener.stages.purse import left
from listener.store.drafting import NAMES, PRECEDENT, REWORDED
from listener.store.looking import Record
from listener.store.tables import SourceRow
from listener.words import amount, say
from listener.words.spoken import spoken
from listener.words.whose import Ours
from models.base import TASKS, is_measured

FAILED = 1
QUERIES = 5  # of a brand that are named, those that hide most


def sources(app: App, *, retry: str | None = None) -> int:
    """Every source of the settings and of the database; 1 when one is down or refuses us."""
    app.ready()
    if retry is not None:
        app.store.retry(app.config.source_named(retry).name)
    code = show_sources(app, {source.name for source in app.config.source})
    for source in app.config.source:
        for line in _budget_lines(app, source, app.brand.language):
            console().print(Text(line, style="dim"))
    for counted in count_lines(app):
        console().print(Text(counted, style="dim"))
    return code


def show_sources(app: App, known: set[str]) -> int:
    """The table, and what is wrong with the `known` ones; 1 where something is."""
    screen, lang = console(), app.brand.language
    screen.print(_source_table(app, known))
    rows = [row for row in app.store.sources() if row.name in known]
    for row in rows:
        if row.last_error:
            told = say(
                lang, "status.error", source=row.name, why=spoken(lang, one_line(row.last_error))
            )
            screen.print(Text(told, style="yellow"))
    names = {row.id: row.name for row in rows}
    for matter in app.store.matters([row.id or 0 for row in rows]):
        told = matter_line(matter, lang)
        told = say(lang, "status.error", source=names[matter.source_id], why=told)
        screen.print(Text(told, style="dim"))
    return FAILED if any(row.last_error for row in rows) else 0


def status(app: App) -> int:
    """Sources, what waits, what was told."""
    code, screen = sources(app), console()
    show_queue(screen, app)
    show_sent(screen, app)
    waiting(screen, app)
    say_unread(screen, app)
    say_renamed(screen, app)
    say_gone(screen, app)
    if say_owed(screen, app, lambda one: one.is_stuck) or app.config.faults:
        code = FAILED
    return FAILED if say_failed(screen, app) else code


def show_queue(screen: Console, app: App) -> None:
    """What waits inside, what was set aside, what was told."""
    lang = app.brand.language
    queue = app.store.queue()
    if queue:
        told = ", ".join(
            f"{words.number(lang, n)} {say(lang, f'status.stage_{s}')}" for s, n in queue.items()
        )
        screen.print(say(lang, "status.queue", what=told))
    else:
        screen.print(say(lang, "status.queue_empty"))
    say_aside(screen, app)
    _muted(screen, app)
    states = app.store.notices_by_state()
    if states:
        told = ", ".join(
            f"{_named(lang, 'notice', class_)} {words.number(lang, n)} ({_named(lang, 'sent', state)})"
            for (class_, state), n in sorted(states.items())
        )
        screen.print(say(lang, "status.notices", what=told))
    else:
        screen.print(say(lang, "status.no_notices"))


def _muted(screen: Console, app: App) -> None:
    """How much the queries of each brand hide, and which hides how much."""
    of: dict[str, list[tuple[str, int]]] = {}
    for name, query, n in app.store.muted(app.config.brands):
        of.setdefault(name, []).append((query, n))
    lang = app.brand.language
    for name, found in of.items():
        queries = [f"{one_line(query)} ({words.number(lang, n)})" for query, n in found[:QUERIES]]
        what = ", ".join(queries) + (", …" if len(found) > QUERIES else "")
        total = sum(n for _, n in found)
        screen.print(Text(say(lang, "status.muted", n=total, brand=name, what=what)))


def say_failed(screen: Console, app: App) -> bool:
    """What Slack refused for good lately; is there any?"""
    held = app.store.waiting_for_slack(app.clock())
    if held.failed:
        told = say(app.brand.language, "outbox.behind", n=held.unsent, failed=held.failed)
        screen.print(told, style="red")
    return held.failed > 0


def _named(lang: str, of: str, word: str) -> str:
    """A class or state of notices in words; a new one as it is kept."""
    key = f"{of}.{word}"
    return say(lang, key) if key in words.catalogue(lang) else word


def _source_table(app: App, known: set[str]) -> Table:
    lang, zone = app.brand.language, app.brand.tz
    now, counts = app.clock(), app.store.mentions_by_source()
    table = Table(box=None, pad_edge=False, header_style="dim")
    for key in ("source", "state", "last", "next", "mentions", "newest"):
        table.add_column(say(lang, f"status.{key}"), overflow="fold")
    for row in app.store.sources():
        n, newest = counts.get(row.id or 0, (0, None))
        last = words.ago(lang, row.last_ok_at, now) if row.last_ok_at else say(lang, "status.never")
        upcoming = words.date_time(lang, row.next_poll_at, zone) if row.next_poll_at else ""
        table.add_row(
            Text(f"{row.name}"),
            _state(row, known, app.config.left_out_sources, lang),
            Text(last),
            Text(upcoming),
            Text(words.number(lang, n)),
            Text(words.posted(lang, newest, zone, now=now) if newest else ""),
        )
    return table


def _budget_lines(app: App, source: Source, lang: str) -> list[str]:
    """What is left today of what a source may spend."""
    return [
        say(
            lang,
            "status.budget",
            source=source.name,
            left=amount(lang, n, budget.parts),
            most=amount(lang, budget.limit, budget.parts),
            what=spoken(lang, budget.what),
        )
        for budget, n in left(source.connector, app.store, app.clock())
    ]


def _state(row: SourceRow, known: set[str], left_out: frozenset[str], lang: str) -> Text:
    if row.name in left_out:
        return Text(say(lang, "status.faulty"), style="yellow")
    if row.name not in known:
        return Text(say(lang, "status.gone"), style="dim")
    if row.failures:
        key, style = ("off", "red") if row.off_reason else ("down", "yellow")
        return Text(say(lang, f"status.{key}", n=row.failures), style=style)
    return Text(say(lang, "status.fine" if row.last_ok_at else "status.new"))


def why(app: App, mention: int) -> int:
    """The record of one mention; 1 where there is none."""
    app.ready()
    record = record_of(app, mention)
    lang = app.brand.language
    if record is None:
        console(stderr=True).print(say(lang, "why.missing", mention=str(mention)))
        return FAILED
    brand = app.config.brands.get(record.mention.brand, app.brand)
    if record.decision is None:
        console().print(say(lang, "why.undecided", mention=str(mention)))
        return 0
    screen = console()
    screen.print(alert_panel(card(record, brand, app.clock()), brand))
    if told := hidden(record, brand.language):
        screen.print(Text(told, style="yellow"))
    _tags(screen, record, brand.language)
    _path(screen, record, brand.language)
    _burst(screen, app, record, brand.language)
    _drafts(screen, record, brand, app)
    return 0


def _tags(screen: Console, record: Record, lang: str) -> None:
    tag = record.tag
    if tag is None:
        return
    screen.print(Rule(say(lang, "why.tags"), align="left", style="dim"))
    fixed = {c.task: c for c in record.corrections}
    grid = Table.grid(padding=(0, 2))
    for task, scores in json.loads(tag.scores).items():
        ranked = sorted(scores.items(), key=lambda kv: -kv[1])
        shown = [f"{_class(lang, task, c)} {words.percent(lang, p)}" for c, p in ranked]
        first, *others = shown
        # What a decision asks beside the tags has probabilities and no label.
        said = getattr(tag, task) if task in TASKS else ranked[0][0]
        label = Text(_class(lang, task, said), style="bold")
        if task in fixed:
            label.append(f" · {say(lang, 'why.corrected', who=one_line(fixed[task].who))}")
        rest = Text(f"{first}, {', '.join(others[:2])}", style="dim")
        name = task if task in TASKS else say(lang, f"judged.{task}")
        grid.add_row(Text(name, style="dim"), label, rest)
    screen.print(grid)
    line = say(lang, "why.tagger", tagger=tag.tagger)
    if tag.lang and not is_measured("form", tag.lang):
        line += " · " + say(lang, "why.language_unmeasured", lang=tag.lang)
    screen.print(Text(line, style="dim"))


def _class(lang: str, task: str, name: str) -> Ours:
    """A class of a task in words."""
    if task in TASKS:
        return say(lang, f"{task}.{name}")
    return say(lang, f"risk_kind.{name}" if task == "risk" else f"judged_is.{name}")


def _path(screen: Console, record: Record, lang: str) -> None:
    if record.decision is None:
        return
    screen.print(Rule(say(lang, "why.path"), align="left", style="dim"))
    for question, answer, reason in json.loads(record.decision.path):
        screen.print(
            Text.assemble((f"{question} ", ""), (answer, "bold"), (f"  {one_line(reason)}", "dim"))
        )
    authors = say(lang, "count.authors", n=record.story_authors)
    told = say(lang, "why.story_of", n=record.story_size, authors=authors)
    screen.print(Text(f"{say(lang, 'why.story')} {record.mention.story_id}: {told}", style="dim"))
    for answer in record.answers:
        screen.print(Text(f"{say(lang, 'why.answers')}: {one_line(answer.url)}", style="dim"))


def _burst(screen: Console, app: App, record: Record, lang: str) -> None:
    """With how many others it was told."""
    key = record.decision.burst if record.decision else None
    if size := app.store.sizes([key]).get(key) if key else None:
        screen.print(Text(say(lang, "burst.part", n=size.people), style="dim"))


def _drafts(screen: Console, record: Record, brand: Brand, app: App) -> None:
    lang = brand.language
    for draft in record.suggestions:
        title = say(lang, "card.draft", name=NAMES[draft.n - 1])
        screen.print(Rule(title, align="left", style="dim"))
        if told := whence(draft.parts, brand, app.clock()):
            screen.print(Text(told, style="dim"))
        for kind, sentence, fact in json.loads(draft.parts):
            if kind == REWORDED and sentence:
                why = say(lang, f"reword.why.{sentence}")
                screen.print(Text(say(lang, "reword.thrown", why=why)))
            if kind in (PRECEDENT, REWORDED):
                continue
            tail = f" [{fact}]" if fact else ""
            screen.print(
                Text.assemble(
                    (f"{say(lang, f'part.{kind}'):<10} ", "dim"), plain(sentence), (tail, "dim")
                )
            )
        for name, passed, reason in json.loads(draft.checks):
            sign = "✓" if passed else "✗"
            screen.print(
                Padding(Text(f"{sign} {name}" + ("" if passed else f": {reason}")), (0, 0, 0, 2))
            )
