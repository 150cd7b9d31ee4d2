"""judge: an operator's labelled rows through the real pipeline, and how often it was right."""

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from listener import words
from listener.app import App
from listener.commands.console import console, counted_to
from listener.guard.plain import one_line
from listener.judge.bench import Bench
from listener.judge.brands import read_brands
from listener.judge.rows import Row, read_risks, read_rows
from listener.judge.score import Hits, Judged, Report, Right, Risks, report, risks
from listener.settings.brand import Brand
from listener.settings.config import Config, ConfigError
from listener.words import say
from listener.words.spoken import spoken

FAILED = 1
_CONFUSIONS, _SHOWN = 15, 110  # pairs; characters of a text
# Of no trade: whether a danger is seen must not hang on what somebody sells.
ANYONE = Brand(name="Maison Orme", handles=("@maisonorme",), country="FR", speaker="Alix")


def judge(
    folder: Path, settings: Path | None, *, out: Path | None, ids: str | None, only: str | None
) -> int:
    """Judge the folder's rows and print the figures; 1 where a row came to no decision."""
    brands, model = read_brands(folder, settings)
    lang = next(iter(brands.values())).language
    # A reason is said in its brand's language, as on its cards; nobody's is the command's.
    anyone = ANYONE.model_copy(update={"language": lang})
    rows, dangers = _rows(folder, brands, anyone, only=only)
    if out is not None and not out.absolute().parent.is_dir():  # told before the work, not after
        told = f"{out}: there is no such folder: make it first, or name another"
        raise ConfigError(spoken(lang, told))
    if ids is not None:
        rows, dangers = _chosen((rows, dangers), ids, lang)
    tagger = App(Config(brand=tuple(brands.values())[:1], tagger=model)).tagger
    failed = dict[str, str]()
    with tempfile.TemporaryDirectory(prefix="listener-judge-") as place:
        bench = Bench(Path(place), tagger)
        try:
            with counted_to(say(lang, "judge.progress"), len(rows) + len(dangers)) as step:

                def judged(some: Iterable[Row]) -> Iterable[Judged]:
                    for row in some:
                        got = bench.judge(row, brands.get(row.brand, anyone))
                        step()
                        if isinstance(got, str):
                            failed[row.id] = got
                        else:
                            yield Judged(row, got)

                done, of_risk = list(judged(rows)), list(judged(dangers))
        finally:
            bench.close()
    screen = console()
    if done:
        _tell(screen, lang, report(done), done)
    if of_risk:
        _tell_risks(screen, lang, risks(of_risk), of_risk)
    for name, why in failed.items():
        console(stderr=True).print(say(lang, "judge.failed", row=name, why=one_line(why)))
    if out is not None:
        out.write_text(_json(done, of_risk, failed), "utf-8")
    return FAILED if failed else 0


def _rows(
    folder: Path, brands: Mapping[str, Brand], anyone: Brand, *, only: str | None
) -> tuple[Sequence[Row], Sequence[Row]]:
    leaves, dangers = folder / "rows.jsonl", folder / "risk.jsonl"
    wanted = {"leaf": (leaves,), "risk": (dangers,)}.get(only or "", (leaves, dangers))
    lang = next(iter(brands.values())).language
    if only not in (None, "leaf", "risk"):
        raise ConfigError(spoken(lang, f"--only: {only!r}? write leaf or risk"))
    if not any(file.is_file() for file in wanted):
        told = f"{folder}: there is no {wanted[0].name}: write one labelled post a line (docs/en/how-to/judge.md)"
        raise ConfigError(spoken(lang, told))
    return (
        read_rows(leaves, brands) if leaves in wanted and leaves.is_file() else (),
        read_risks(dangers, brands, anyone) if dangers in wanted and dangers.is_file() else (),
    )


def _chosen(
    every: tuple[Sequence[Row], Sequence[Row]], ids: str, lang: str
) -> tuple[Sequence[Row], Sequence[Row]]:
    wanted = {name.strip() for name in ids.split(",") if name.strip()}
    if missing := wanted - {row.id for rows in every for row in rows}:
        told = f"--ids: no row is called {', '.join(sorted(missing))}"
        raise ConfigError(spoken(lang, told))
    leaves, dangers = ([row for row in rows if row.id in wanted] for rows in every)
    return leaves, dangers


def _tell(screen: Console, lang: str, found: Report, judged: Sequence[Judged]) -> None:
    table = _table(lang, "rows", "exact", "acceptable")
    _line(table, lang, say(lang, "judge.all"), found.all)
    for code, share in found.languages.items():
        _line(table, lang, say(lang, "judge.in_language", lang=code), share)
    for word, share in found.confidence.items():
        said = words.named(lang, "confidence", word)
        _line(table, lang, say(lang, "judge.told_as", confidence=said), share)
    screen.print(table)
    screen.print()
    for task, hits in found.labels.items():
        if hits.n:
            screen.print(_of(lang, f"judge.label.{task}", hits))
    screen.print(_of(lang, "judge.late", found.late))
    screen.print(_of(lang, "judge.false_alerts", found.false_alerts))
    if found.confusions:
        _rule(screen, lang, "judge.confusions")
        for want, got, n in found.confusions[:_CONFUSIONS]:
            screen.print(say(lang, "judge.confusion", times=n, want=want, got=got))
    _each(screen, lang, "judge.wrong", [j for j in judged if not j.is_acceptable])
    _each(screen, lang, "judge.were_late", [j for j in judged if j.is_told_late])
    _each(screen, lang, "judge.were_false", [j for j in judged if j.is_false_alert])


def _tell_risks(screen: Console, lang: str, found: Risks, judged: Sequence[Judged]) -> None:
    _rule(screen, lang, "judge.risks")
    for name in ("seen", "likely", "at_once", "false_likely", "false_possible"):
        screen.print(_of(lang, f"judge.risk.{name}", getattr(found, name)))
    unseen = [j for j in judged if j.row.risk != "none" and j.got.risk == "none"]
    _each(screen, lang, "judge.unseen", unseen)
    alarmed = [j for j in judged if j.row.risk == "none" and j.got.risk != "none"]
    _each(screen, lang, "judge.alarmed", alarmed)


def _each(screen: Console, lang: str, title: str, judged: Sequence[Judged]) -> None:
    if not judged:
        return
    _rule(screen, lang, title)
    for one in judged:
        row, got = one.row, one.got
        screen.print(Text.assemble((row.id, "bold"), f"  {one_line(row.mention.text)[:_SHOWN]}"))
        key = "judge.got_wanted" if row.leaf else "judge.got"
        told = say(
            lang, key, got=got.leaf, want=row.leaf, alert=say(lang, f"judge.alert.{got.alert}")
        )
        screen.print(Text(f"    {told}"))
        screen.print(Text(f"    {one_line(got.reason)}", style="dim"))


def _table(lang: str, *titles: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("")
    for title in titles:
        table.add_column(say(lang, f"judge.{title}"), justify="right")
    return table


def _line(table: Table, lang: str, of: str, share: Right) -> None:
    shares = (Hits(right, share.n) for right in (share.exact, share.acceptable))
    told = (f"{words.number(lang, one.hits)} ({_percent(lang, one)})" for one in shares)
    table.add_row(Text(of), words.number(lang, share.n), *told)


def _percent(lang: str, hits: Hits) -> str:
    return words.percent(lang, hits.hits / hits.n) if hits.n else "–"


def _of(lang: str, key: str, hits: Hits) -> Text:
    return Text(say(lang, key, hits=hits.hits, of=hits.n, share=_percent(lang, hits)))


def _rule(screen: Console, lang: str, key: str) -> None:
    screen.print()
    screen.print(Rule(Text(say(lang, key), style="bold"), align="left", style="dim"))


def _json(done: Sequence[Judged], of_risk: Sequence[Judged], failed: Mapping[str, str]) -> str:
    rows = [
        _shared(j)
        | {
            "want": j.row.leaf,
            "also_ok": j.row.leaf_ok,
            "who": j.row.due,
            "exact": j.is_exact,
            "acceptable": j.is_acceptable,
            "drafts": j.got.drafts,
            **j.got.labels,
            **{f"want_{task}": right[0] for task, right in j.row.labels.items()},
        }
        for j in done
    ]
    told = {
        "leaves": asdict(report(done)) if done else None,
        "risks": asdict(risks(of_risk)) if of_risk else None,
        "failed": failed,
        "rows": rows,
        "risk": [_shared(j) | {"risk": j.row.risk, "tier": j.got.risk} for j in of_risk],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _shared(j: Judged) -> dict[str, object]:
    return {
        "id": j.row.id,
        "lang": j.lang,
        "brand": j.row.brand,
        "text": j.row.mention.text,
        "got": j.got.leaf,
        "alert": j.got.alert,
        "confidence": j.got.confidence,
        "reason": j.got.reason,
    }
