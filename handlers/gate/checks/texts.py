"""Whether text that people will read or hear is there, and is what it looks like."""

from handlers.gate.case import Case
from handlers.gate.visible import is_readable
from handlers.gate.wording import unseen_in, wrong
from handlers.tools import CreateTask, Speak

Written = CreateTask | Speak


def blank(case: Case[Written]) -> str | None:
    for field, text in _texts(case.asked):
        if not is_readable(text):
            return f"{field} is blank; allowed: text with a letter or a digit"
    return None


def not_plain(case: Case[Written]) -> str | None:
    for field, text in _texts(case.asked):
        found = unseen_in(text, lines=field == "description")
        if found is not None:
            return f"{field} holds the character U+{ord(found):04X}; allowed: visible characters"
    return None


def too_long_to_say(case: Case[Speak]) -> str | None:
    most, length = case.bounds.speech_characters, len(case.asked.message)
    if length <= most:
        return None
    return wrong("the length of message", length, f"at most {most} characters")


def _texts(written: Written) -> tuple[tuple[str, str], ...]:
    if isinstance(written, Speak):
        return (("message", written.message),)
    kinds = ("task_types", " ".join(written.task_types) or "general")
    return (("title", written.title), ("description", written.description), kinds)
