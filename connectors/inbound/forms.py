"""What a visitor filled in on a site, as the form's program mails it: who, about what, and their words.

Its fields tell: a message, and who it is from. Labels, and what the program writes around them, are
nobody's words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from connectors.inbound.formwords import (
    apart,
    has_sentence,
    is_sentence,
    labelled,
    role_alone,
    role_of,
    tells_of_form,
)

_MOST = 400  # lines in which fields are looked for
_LAST = 60  # lines at the end that may be the form's
_ADDRESS = re.compile(r"[^\s<>\[\]:;,()\"']{1,100}@[^\s<>\[\]:;,()\"']{1,200}\.[^\W\d_]{2,24}")
_LINK = re.compile(r"[<(\[]?(?:https?://|www\.)\S{1,2000}[>)\]]?")
_RULE = re.compile(r"[-_=*~—–\s]{2,200}")
_BELOW = 20  # lines below a form's last sentence
_PROSE = 4  # words of an answer
_BULLETS = ("* ", "• ")
_STARRED = re.compile(r"^\*\* (?=\S)")  # Typeform's bullet
_ASKED = 2  # questions, from which it is a list of them
_FEW = 12  # words that a form may write above its fields
_LONGEST_LABEL = 6  # words of a label that is none of ours
_NAME = 4  # words of a shop's name
_ASKS = 12  # words of a question


@dataclass(frozen=True, slots=True)
class Form:
    """What was filled in; empty is what was not asked."""

    name: str
    address: str
    subject: str
    text: str
    place: str = ""  # the shop that they chose


@dataclass(slots=True)
class _Found:
    """The fields, as they are met."""

    by: dict[str, list[str]] = field(default_factory=dict)
    loose: list[str] = field(default_factory=list)  # lines under no label, or under one unknown
    leads: bool = False  # does a field come before all words?

    def first(self, role: str) -> str:
        """The first value of a role."""
        return next(iter(self.by.get(role, ())), "")


def read_form(text: str, *, is_sure: bool, is_told: bool = False) -> Form | None:
    """The form in a mail's words, if it is one.

    `is_sure`: a program sent it; `is_told`: it says that it is a form's, or an answer goes to
    somebody. A program alone has labels in its newsletters, too.
    """
    lines = [" ".join(line.replace("\xa0", " ").split()) for line in text.split("\n")]
    lines[:_MOST] = [_STARRED.sub("* ", line) for line in lines[:_MOST]]
    lines[:_MOST] = [one for line in lines[:_MOST] for one in apart(line)]
    found = _Found()
    number = _fields(lines, found)
    if number < len(lines):
        if not is_sure and _many(found.loose):
            return None  # somebody's own words, who calls some of them a question
        also = _also(found.loose) if is_sure and found.leads else []
        said = "\n".join(filter(None, (*also, _messages(lines, number, found))))
    elif is_sure and (found.leads or has_sentence(text)) and any(_who(found)):
        said = _rest(found)
    else:
        said = _in_prose(found.loose) if is_sure and is_told else ""
    name, address = _who(found)  # some forms ask for them last
    has_who = bool(address and (name or found.first("subject")))
    is_one = has_who or (is_sure and (is_told or bool(name or address)))
    if not (said and is_one):
        return None
    return Form(name, address, found.first("subject"), said, found.first("place"))


def unframed(text: str) -> Form | None:
    """A form without fields: what is left without its own sentences."""
    lines = text.split("\n")
    kept = [line for line in lines[:_LAST] if not is_sentence(line)]
    kept += lines[_LAST:-_LAST]
    kept += [line for line in lines[_LAST:][-_LAST:] if not is_sentence(line)]
    said = "\n".join(kept).strip()
    return Form("", "", "", said) if said else None


def _fields(lines: Sequence[str], found: _Found) -> int:
    """Take the fields above the message; return the line on which that begins, or how many there are."""
    number = 0
    while number < min(len(lines), _MOST):
        role, value, is_label = _field(lines, number)
        if role == "message":
            return number
        if role is not None:
            if not (found.leads or _many(found.loose)):
                found.leads = True
                found.loose.clear()  # what the program says above
            number, value = _value(lines, number, value)
            if value:
                found.by.setdefault(role, []).append(value)
            continue
        # A label that says nothing to us, over its value, is nobody's words either.
        if lines[number] and not _is_forms(lines[number]) and (value or not is_label):
            found.loose.append(lines[number])
        number += 1
    found.loose += lines[_MOST:]
    return len(lines)


def _field(lines: Sequence[str], number: int) -> tuple[str | None, str, bool]:
    """Role, value and whether a field begins here; a label may be none that we know."""
    line = lines[number] if number < len(lines) else ""
    if told := labelled(line):
        is_label = len(told[0].split()) <= _LONGEST_LABEL and "http" not in told[0]
        role = role_of(told[0])
        return role, told[1], is_label or role is not None
    role = role_alone(line) if line and number + 1 < len(lines) else None
    return role, "", role is not None


def _value(lines: Sequence[str], number: int, value: str) -> tuple[int, str]:
    """The line below a field that begins here, and its value, which may stand under its label."""
    below = number + 1
    if value:
        return below, value
    while below < len(lines) and below <= number + 2 and not lines[below]:
        below += 1
    if below < len(lines) and lines[below] and not _is_forms(lines[below]):
        after = next((at for at in range(below + 1, below + 4) if "".join(lines[at : at + 1])), 0)
        is_word = labelled(lines[below]) is None  # "Question" may be the subject that was chosen
        if not _field(lines, below)[2] or (is_word and _field(lines, after)[2]):
            return below + 1, lines[below]
    return number + 1, ""


def _messages(lines: Sequence[str], number: int, found: _Found) -> str:
    """What the visitor says, up to where only the form's lines follow; what those hold is taken."""
    said: list[str] = []
    while number < len(lines):
        said.append(_field(lines, number)[1])
        begins = number + 1
        near = range(begins, min(len(lines), begins + _MOST))
        number = next((at for at in near if _field(lines, at)[0] == "message"), len(lines))
        ends = _end(lines, begins, number)
        _place_below(lines[begins:ends], found)
        said += lines[begins:ends]
        _fields(lines[ends:number], found)
    return "\n".join(said).strip()


def _place_below(lines: Sequence[str], found: _Found) -> None:
    """Take the shop that was chosen below the message; it may be the visitor's word, and stays there."""
    for number in range(max(0, len(lines) - _LAST), len(lines)):
        role, value, _ = _field(lines, number)
        if role == "place" and not found.first("place"):
            _, value = _value(lines, number, value)
            words = value.split()
            if 0 < len(words) <= _NAME and all(word[0].isupper() for word in words):
                found.by["place"] = [value]


def _end(lines: Sequence[str], begins: int, ends: int) -> int:
    """The first line from which on all are the form's, down to where they end."""
    for number in range(max(begins, ends - _LAST), ends):
        role, _, is_label = _field(lines, number)
        # "Magasin : fermé depuis lundi" is a visitor's word for it, below what they say.
        starts = (is_label and role not in (None, "place")) or _is_forms(lines[number])
        # Below a sentence that no person writes stand its firm's name and address, too.
        is_near = ends - number <= _BELOW and tells_of_form(lines[number])
        if lines[number] and starts and (is_near or _all_forms(lines, number, ends)):
            return number
    return ends


def _all_forms(lines: Sequence[str], number: int, ends: int) -> bool:
    while number < ends:
        _, value, is_label = _field(lines, number)
        if is_label:
            number, _ = _value(lines, number, value)
        elif not lines[number] or _is_forms(lines[number]):
            number += 1
        else:
            return False
    return True


def _is_forms(line: str) -> bool:
    """Is it a sentence of the form's, a rule or an address alone?"""
    return bool(is_sentence(line) or _RULE.fullmatch(line) or _LINK.fullmatch(line))


def _rest(found: _Found) -> str:
    """What was said where no label calls it a message: lines under no label, else answers in prose."""
    if answers := _answers(found.loose):
        return _told(answers) or max((answer for _, answer in answers), key=len)
    if any(labelled(line) is None for line in found.loose):
        return "\n".join(found.loose).strip()
    return _in_prose(found.loose)


def _in_prose(lines: Sequence[str]) -> str:
    """The answers in prose, where each line is one under a label that says nothing to us."""
    told = [labelled(line) for line in lines]
    return _told([one for one in told if one]) if all(told) else ""


def _told(answers: Sequence[tuple[str, str]]) -> str:
    """Those of the answers that are prose; of several each under its question."""
    prose = [(asked, said) for asked, said in answers if _is_prose(said)]
    return (
        prose[0][1] if len(prose) == 1 else "\n".join(f"{asked}: {said}" for asked, said in prose)
    )


def _is_prose(line: str) -> bool:
    return len(line.split()) >= _PROSE and not _is_forms(line)


def _also(lines: Sequence[str]) -> list[str]:
    """What was answered in prose beside the message, under labels of the form's own maker."""
    found: list[str] = []
    for before, line in pairwise(("", *lines)):
        told = labelled(line)
        if told and len(told[0].split()) <= _ASKS:
            if _is_prose(told[1]):
                found.append(line)
        elif _is_prose(line) and not line.endswith("?"):
            is_under = 0 < len(before.split()) <= _ASKS and not labelled(before)
            found.append(f"{before.strip('* ')}: {line}" if is_under else line)
    return found


def _many(lines: Sequence[str]) -> bool:
    """Are these more words than a form writes above its fields?"""
    return sum(len(line.split()) for line in lines) > _FEW


def _answers(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Several questions with what stands below each; none where one has nothing below it."""
    asked = [n for n, line in enumerate(lines) if line.startswith(_BULLETS) or line.endswith("?")]
    is_listed = bool(lines) and lines[0].startswith(_BULLETS)
    if (len(asked) < _ASKED and not is_listed) or asked[:1] != [0]:
        return []
    between = pairwise((*asked, len(lines)))
    answers = [
        (lines[one].lstrip("*• "), "\n".join(lines[one + 1 : other])) for one, other in between
    ]
    return answers if all(answer for _, answer in answers) else []


def _who(found: _Found) -> tuple[str, str]:
    """Name and address of the visitor."""
    told = [*found.by.get("address", ()), *found.by.get("name", ())]
    addresses = (hit[0] for value in told if (hit := _ADDRESS.search(value)))
    address = next(addresses, "").removeprefix("mailto:").lower()
    name, first, last = (_bare(found.first(role)) for role in ("name", "first", "last"))
    if first or last:
        name = " ".join(filter(None, (first or name, last or (first and name))))
    return name, address


def _bare(name: str) -> str:
    """A name without the address that stands beside it."""
    bare = re.split(r"[<(\[]", _ADDRESS.sub("", name), maxsplit=1)[0].strip(" \"'*,;")
    return "" if "@" in bare or not any(map(str.isalpha, bare)) else bare[:200]
