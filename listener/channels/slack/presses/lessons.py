"""What leads say in App Home to what is proposed to them: each an act, told like any other."""

from listener.channels.slack.look import lessons as look
from listener.channels.slack.look.buttons import number
from listener.channels.slack.presses.admit import Presser
from listener.channels.slack.presses.answer import tell
from listener.channels.slack.presses.doing import do
from listener.desk.acts.decline import Decline
from listener.desk.acts.forget import Forget
from listener.desk.acts.setting import Setting
from listener.desk.lessons import proposed
from listener.words import say


def press(presser: Presser, name: str) -> None:
    """Keep a proposal, leave it, or take an answer out. Raises SlackError, StoreError."""
    which, of = look.read(presser.told.value)
    brand, event = presser.brand_said(of), presser.told.event
    if brand is None:
        return
    if name == look.DROP:
        if id_ := number(which):
            do(presser, Forget(brand=brand.name, precedent=id_, event=event))
        return
    drawn = proposed(presser.place.store, brand, presser.place.clock())
    one = next((lesson for lesson in drawn if lesson.key == which), None)
    if one is None:
        tell(presser, say(brand.language, "lesson.gone"))
    elif name == look.KEEP:
        keywords = ", ".join(one.keywords)
        do(presser, Setting(brand=brand.name, kind=one.kind, text=one.text, keywords=keywords, event=event))  # fmt: skip
    elif name == look.LEAVE:
        do(presser, Decline(brand=brand.name, lesson=one.key, kind=one.kind, text=one.text, event=event))  # fmt: skip
