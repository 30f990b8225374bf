"""When the model may speak: seldom in each zone, seldom at all, and never in quiet hours."""

from collections.abc import Iterator
from datetime import datetime

from handlers.gate.case import Case
from handlers.gate.checks.hours import too_soon, within_the_hour
from handlers.gate.wording import cleaned, wrong
from handlers.tools import Speak

EVERYWHERE = ""


def too_soon_after_the_last(case: Case[Speak]) -> str | None:
    zone = case.asked.zone
    found = too_soon(_heard(case, zone), case.situation.now, case.bounds.speech_apart_s)
    if found is None:
        return None
    where = "everywhere" if zone is None else f"in {cleaned(zone)}"
    return f"zone: the last utterance heard {where} was {found}"


def too_many_an_hour(case: Case[Speak]) -> str | None:
    most, situation = case.bounds.utterances_per_hour, case.situation
    said = within_the_hour(situation.deeds.spoken_at, situation.now)
    return None if said < most else wrong("utterances in the last hour", said, f"{most} an hour")


def too_many_a_cycle(case: Case[Speak]) -> str | None:
    most, said = case.bounds.utterances_per_cycle, case.situation.cycle.utterances
    return None if said < most else wrong("utterances in this cycle", said, f"{most} a cycle")


def quiet(case: Case[Speak]) -> str | None:
    """In no tone: what must be said at night, the safety floor says."""
    if not case.situation.quiet_hours:
        return None
    return wrong("tone", case.asked.tone, "nothing is spoken in quiet hours, in any tone")


def _heard(case: Case[Speak], zone: str | None) -> Iterator[datetime]:
    """When those who would hear it last heard something."""
    spoken = case.situation.deeds.spoken
    if zone is None:
        yield from spoken.values()
        return
    for place in (zone, EVERYWHERE):
        if place in spoken:
            yield spoken[place]
