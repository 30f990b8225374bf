"""One sentence for an event, from the words of its domain."""

from collections.abc import Mapping

from events.envelope import Recorded
from events.errors import SomsError
from events.tasks import Requested
from services.explaining.words.brain import BRAIN
from services.explaining.words.credits import CREDITS
from services.explaining.words.devices import DEVICES
from services.explaining.words.office import OFFICE
from services.explaining.words.others import OTHERS
from services.explaining.words.phrases import Words, printable
from services.explaining.words.tasks import TASKS, wished

WORDS: Mapping[str, Words] = {**OFFICE, **DEVICES, **BRAIN, **TASKS, **CREDITS, **OTHERS}


def in_words(event: Recorded) -> str:
    """One sentence on one line; of what nobody has words for, its type and subject."""
    try:
        return _one_line(_sentence(event))
    except SomsError:
        return _one_line(f"{event.type} about {event.subject}, which cannot be read")


def _sentence(event: Recorded) -> str:
    if event.type == Requested.event_type and isinstance(event.data, Requested):
        return wished(event.data, _wisher(event))
    say = WORDS.get(event.type)
    return f"{event.type} about {event.subject}" if say is None else say(event.data)


def _wisher(event: Recorded) -> str:
    cycles = [tag.name for tag in event.tags if tag.kind == "cycle"]
    if cycles:
        return "another agent" if cycles[0].startswith("mcp:") else "the brain"
    by = event.actor
    if by is not None and by.kind == "person":
        return f"user {by.name}"
    return "the office" if by is not None and by.kind == "handler" else "somebody"


def _one_line(text: str) -> str:
    return printable(text).replace("\n", " ")
