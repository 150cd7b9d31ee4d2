"""A mail that a form sends for a visitor: is it one, whose words are in it, and who gets a copy."""

from email.message import Message

from connectors.inbound.forms import Form, read_form, unframed
from connectors.inbound.formwords import has_sentence, is_forms_subject
from connectors.inbound.groups import author, behind, is_by_form
from connectors.inbound.mailheaders import from_whom, header, people


def filled_in(mail: Message, own: str, text: str, celled: str) -> Form | None:
    """The form in its own words, or in its table; `text` is all that stands in the mail."""
    is_told = has_sentence(text) or has_sentence(celled)
    is_sure, is_answered = is_by_form(mail) or is_told, bool(behind(mail)[1])
    texts = filter(None, (own, celled))
    found = [read_form(one, is_sure=is_sure, is_told=is_told or is_answered) for one in texts]
    forms = [form for form in found if form]
    if forms or not is_answered:
        return next((form for form in forms if form.address or form.name), next(iter(forms), None))
    is_told = is_told or (is_by_form(mail) and is_forms_subject(header(mail, "Subject")))
    return unframed(own) if is_told else None


def visitor(mail: Message, form: Form, *, is_brought: bool) -> tuple[str, str]:
    """Name and address of who filled it in, by its fields, else by whom an answer goes to.

    Of a form that a colleague brings (`is_brought`) only the fields tell.
    """
    name, address = ("", "") if is_brought else behind(mail)
    if not address and not is_brought and author(mail) != from_whom(mail):
        name, address = author(mail)
    is_same = not form.address or form.address == address
    return form.name or (name if is_same else ""), form.address or address


def is_copy(mail: Message, form: Form) -> bool:
    """Does it go to who filled it in? Another went to us."""
    is_own = from_whom(mail)[1] == form.address
    return (
        bool(form.address)
        and not is_own
        and form.address in (address for _, address in people(mail, "To"))
    )
