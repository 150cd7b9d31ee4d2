"""hook: what to give to a sender of webhooks; and what check says of each hook."""

import json
import shlex
from collections.abc import Iterator
from datetime import timedelta

from rich.text import Text

from listener import words
from listener.app import App
from listener.commands.console import console
from listener.settings.config import Source
from listener.watch.hooks.desk import MOST
from listener.watch.hooks.proof import signature
from listener.watch.webhooks import address, shut
from listener.words import say

FAILED = 1


def findings(app: App) -> Iterator[tuple[bool | None, str, str]]:
    """For check: what to give to each sender, or why nobody can bring anything."""
    lang = app.brand.language
    name = say(lang, "hook.check")
    if why := shut(app.config):
        yield None, name, why
        return
    for source in app.config.source:
        if source.connector.hook:
            yield True, name, _given(app, source, lang)


def hook(app: App, name: str, *, curl: bool) -> int:
    """Print a hook's address, and with `curl` a signed example to be pasted."""
    source, lang = app.config.source_named(name), app.brand.language
    if source.connector.hook is None:
        console(stderr=True).print(Text(say(lang, "hook.none", name=name)))
        return FAILED
    screen = console()
    if why := shut(app.config):
        screen.print(Text(why, style="yellow"))
    within = words.duration(lang, timedelta(minutes=source.connector.poll_minutes))
    folder = str(source.connector.hook.folder)
    told = say(lang, "hook.about", name=name, brand=source.brand, folder=folder, minutes=within)
    screen.print(Text(told))
    screen.print(Text(_given(app, source, lang)))
    if source.connector.hook.secret:
        screen.print(Text(say(lang, "hook.how")))
    screen.print(Text(say(lang, "hook.most", mb=MOST // 1_000_000)))
    if curl:
        is_signed = bool(source.connector.hook.secret)
        screen.print(Text(say(lang, "hook.example" if is_signed else "hook.example_token")))
        print(_curl(app, source, lang))  # as it is: to be pasted
    return 0


def _given(app: App, source: Source, lang: str) -> str:
    web, keys = app.config.web, source.connector.hook
    proof = "both" if keys and keys.secret and keys.token else "signed" if keys and keys.secret else "token"  # fmt: skip
    public = web.hook_address or say(lang, "hook.your_address")
    told: str = say(
        lang,
        "hook.check_ok",
        name=source.name,
        address=address(public, source.name),
        host=web.hook_host,
        port=str(web.hook_port),
        proof=say(lang, f"hook.{proof}", name=source.name),
    )
    return told


def _curl(app: App, source: Source, lang: str) -> str:
    """A request that the hook takes; of the keys it shows none."""
    from connectors.inbound.example import example
    from connectors.inbound.source import Inbound

    web, keys, now = app.config.web, source.connector.hook, app.clock()
    row: dict[str, str | int] = {
        "external_id": f"{source.name}-{now:%Y%m%d%H%M%S}",
        "text": say(lang, "hook.sample"),
        "author": "Camille",
        "rating": 2,
        "posted_at": f"{now:%Y-%m-%dT%H:%M:%SZ}",
    }
    told = example(source.connector.told, row) if isinstance(source.connector, Inbound) else row
    body, at = json.dumps(told, ensure_ascii=False), str(int(now.timestamp()))
    headers = ["Content-Type: application/json"]
    if keys and keys.secret:
        sign = signature(keys.secret, at, body.encode())
        headers += [f"X-Listener-Timestamp: {at}", f"X-Listener-Signature: sha256={sign}"]
    else:
        headers += ["Authorization: Bearer YOUR_TOKEN"]
    to = address(web.hook_address or f"http://{web.hook_host}:{web.hook_port}", source.name)
    parts = [f"curl -i {shlex.quote(to)}", *(f"-H {shlex.quote(one)}" for one in headers)]
    return " \\\n  ".join([*parts, f"--data-binary {shlex.quote(body)}"])
