"""db copy: everything of a SQLite database into PostgreSQL, compared value by value (moving up)."""

from rich.text import Text

from listener.app import App
from listener.commands.console import console
from listener.store.copying import Step, refuse_sqlite
from listener.store.copying import copy as copied
from listener.store.errors import StoreError
from listener.store.store import Store
from listener.words import say


def copy(app: App, to: str) -> int:
    """Copy while nobody listens; what is copied stays as it is. Raises StoreError."""
    source, lang = app.store, app.brand.language
    if source.revision() is None:
        raise StoreError(f"{source.place}: it holds nothing yet: run `listener once` first")
    if source.is_sqlite:
        refuse_sqlite(to)
    target = Store.open(to, to_copy_into=True)
    screen = console()
    try:
        with app.alone(), screen.status("") as shown:

            def told(step: Step) -> None:
                which = "copy.proving" if step.is_proved else "copy.copying"
                shown.update(Text(say(lang, which, table=step.table, n=step.rows, of=step.of)))

            source.upgrade()
            counts = copied(source, target, told)
        rows = ", ".join(f"{name} {n}" for name, n in counts.items() if n)
        lines = [
            say(lang, "copy.done", rows=sum(counts.values()), place=target.place),
            f"  {rows}",
            say(lang, "copy.next", file=source.place),
        ]
    finally:
        target.close()
    for line in lines:
        screen.print(Text(line), soft_wrap=True)
    return 0
