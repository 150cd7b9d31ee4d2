"""api-token: who may come in by the web's door; a token is shown once, on stdout alone."""

from collections.abc import Iterator

from rich.text import Text

from listener import words
from listener.app import App
from listener.commands.console import console
from listener.commands.named import brand_named
from listener.guard.plain import one_line
from listener.guard.tokens import Token, TokenFileError, Tokens
from listener.settings.brand import Brand
from listener.watch.webdoor import is_loopback
from listener.words import say
from listener.words.spoken import spoken

FAILED = 1


def api_token(app: App, name: str | None, *, revoke: bool, brand: str | None) -> int:
    """Make one, take one back, or list them; raises TokenFileError."""
    brand_named(app.config.brands, brand)
    tokens = Tokens(app.config.storage.dir)
    if name is None:
        return _list(app, tokens)
    return _revoke(app, tokens, name) if revoke else _make(app, tokens, name, brand)


def _make(app: App, tokens: Tokens, name: str, brand: str | None) -> int:
    token = tokens.make(name, app.clock(), brand=brand)
    key, of = ("made_brand", {"brand": brand}) if brand else ("made", {})
    told = say(app.brand.language, f"api_token.{key}", name=one_line(name), **of)
    console(stderr=True).print(Text(told))
    print(token)  # alone: TOKEN=$(listener api-token NAME)
    return 0


def _revoke(app: App, tokens: Tokens, name: str) -> int:
    was = tokens.revoke(name)
    key = "api_token.revoked" if was else "api_token.unknown"
    console(stderr=not was).print(Text(say(app.brand.language, key, name=one_line(name))))
    return 0 if was else FAILED


def _list(app: App, tokens: Tokens) -> int:
    lang, found = app.brand.language, tokens.all()
    for one in found:
        console().print(Text(token_line(one, app.brand)))
    if not found:
        console().print(Text(say(lang, "api_token.none")))
    return 0


def token_line(one: Token, brand: Brand) -> str:
    """Whose it is, since when, and for which brand; never itself."""
    at = words.date_time(brand.language, one.made_at, brand.tz)
    if one.brand:
        return say(brand.language, "api_token.one_brand", name=one.name, at=at, brand=one.brand)
    return say(brand.language, "api_token.one", name=one.name, at=at)


def findings(app: App) -> Iterator[tuple[bool | None, str, str]]:
    """For check: would whoever has a token come in? Nothing where nobody has one."""
    lang, web = app.brand.language, app.config.web
    name = say(lang, "api_token.check")
    try:
        n = len(Tokens(app.config.storage.dir).all())
    except (TokenFileError, OSError) as error:
        yield False, name, spoken(lang, one_line(str(error)))
        return
    if not n:
        return
    if not web.port:
        yield None, name, say(lang, "api_token.check_off", n=n)
    elif not is_loopback(web.host):
        yield None, name, say(lang, "api_token.check_far", n=n, host=web.host)
    else:
        yield True, name, say(lang, "api_token.check_ok", n=n, port=str(web.port))
