"""check: does the endpoint that rewords drafts answer, and would what it says stand?"""

from collections.abc import Callable

from connectors.kit.errors import SourceError
from listener.advice.brief import Brief
from listener.advice.drafts.rewording.asked import asked
from listener.advice.drafts.rewording.judged import fault
from listener.app import App
from listener.guard.plain import one_line
from listener.stages.endpoint import Endpoint
from listener.words import say
from listener.words.spoken import spoken


def checked(app: App, line: Callable[[bool | None, str, str], None]) -> bool:
    """Ask it once to reword an invented draft, where the settings have one; nothing of anybody's is sent."""
    settings, lang, brand = app.config.reword, app.brand.language, app.brand
    if not settings.is_on:
        return True
    brief = Brief(
        text=say(lang, "check.reword_post"),
        genre="social_comment",
        lang=lang,
        form="critique",
        tone="negative",
        intent="complaint",
    )
    ask = asked(say(lang, "check.reword_sample"), (), brief, brand, language=lang)
    what = say(lang, "check.reword")
    try:
        why = fault(Endpoint(settings).ask(ask.messages), ask)
    except SourceError as error:
        line(False, what, spoken(lang, one_line(str(error))))
        return False
    model = one_line(settings.model)
    if why:
        told = say(lang, "check.reword_thrown", model=model, why=say(lang, f"reword.why.{why}"))
    else:
        told = say(lang, "check.reword_ok", model=model)
    line(None if why else True, what, told)
    return True
