"""How well a run met what was expected of it: a list of checks, each passed or not.

Deterministic: no model judges a model. Of alternatives the one that is met best counts.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.evaluation.course import Course
from services.evaluation.scenario import (
    BrainScenario,
    Expectation,
    ExpectedCommand,
    ExpectedSpeech,
    ExpectedTask,
    ExpectedWords,
)

SPEECH_LIMIT = 70
_JAPANESE = re.compile(r"[぀-ヿ一-鿿]")

Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    passed: bool
    is_of_text: bool = False
    """Whether it is about words, not about what was chosen."""


def checks(scenario: BrainScenario, course: Course) -> list[Check]:
    """Those of the alternative that was met best."""
    tried = [list(_of_alternative(one, course)) for one in scenario.expect]
    return max(tried, key=share)


def share(of: Sequence[Check]) -> float:
    """Of the checks, those that were passed."""
    return sum(one.passed for one in of) / len(of) if of else 1.0


def _of_alternative(expected: Expectation, course: Course) -> Iterator[Check]:
    made = [one.arguments for one in course.approved if one.tool == "create_task"]
    said = [one.arguments for one in course.approved if one.tool == "speak"]
    yield Check("it comes to an end", course.outcome in ("idle", "acted"))
    yield Check("nothing is refused", not course.refused)
    yield Check(f"{len(expected.tasks)} tasks", len(made) == len(expected.tasks))
    for task in expected.tasks:
        found = _found(task, made)
        made = [one for one in made if one is not found]
        yield from _of_task(task, found)
    yield from _of_speech(expected, said)
    yield from _of_commands(expected.commands, course)


def _found(expected: ExpectedTask, made: Sequence[Arguments]) -> Arguments | None:
    about = re.compile(expected.about)
    fitting = [one for one in made if about.search(f"{one['title']} {one['description']}")]
    here = [one for one in fitting if one.get("zone") == expected.zone]
    return next(iter(here or fitting), None)


def _of_task(expected: ExpectedTask, found: Arguments | None) -> Iterator[Check]:
    name = f"a task about {expected.about}"
    yield Check(name, found is not None)
    given = found or {}
    if expected.zone is not None:
        yield Check(f"{name}: its zone", given.get("zone") == expected.zone)
    yield Check(f"{name}: its urgency", _within(given.get("urgency"), expected.urgency))
    yield Check(f"{name}: its bounty", _within(given.get("bounty"), expected.bounty))
    for field in ("title", "description"):
        japanese = bool(_JAPANESE.search(given.get(field, "")))
        yield Check(f"{name}: its {field} is Japanese", japanese, is_of_text=True)


def _within(value: object, allowed: tuple[float, float]) -> bool:
    return isinstance(value, int | float) and allowed[0] <= value <= allowed[1]


def _of_speech(expected: Expectation, said: Sequence[Arguments]) -> Iterator[Check]:
    wanted = expected.speech
    if wanted is None:
        least = 1 if expected.speech_too else 0
        yield Check("nothing more is said", len(said) <= least)
        return
    yield Check("it is said once", len(said) == 1)
    yield from _of_utterance(wanted, said[0] if said else {})


def _of_utterance(wanted: ExpectedSpeech, given: Arguments) -> Iterator[Check]:
    message = str(given.get("message", ""))
    if wanted.tones:
        yield Check(f"its tone is {' or '.join(wanted.tones)}", given.get("tone") in wanted.tones)
    if wanted.zone is not None:
        yield Check("it is said where it belongs", given.get("zone") in (wanted.zone, None))
    yield Check("it is short", 0 < len(message) <= SPEECH_LIMIT, is_of_text=True)
    yield Check("it is Japanese", bool(_JAPANESE.search(message)), is_of_text=True)


def _of_commands(expected: Sequence[ExpectedCommand], course: Course) -> Iterator[Check]:
    sent = [one.arguments for one in course.approved if one.tool == "send_device_command"]
    sent += [one.arguments for one in course.waiting]
    yield Check(f"{len(expected)} commands", len(sent) == len(expected))
    for one in expected:
        name = f"{one.device} is told {one.tool}"
        found = next((each for each in sent if _is_it(one, each)), None)
        yield Check(name, found is not None)
        given = (found or {}).get("arguments", {})
        for argument, allowed in one.within.items():
            yield Check(f"{name}: {argument}", _within(given.get(argument), allowed))


def _is_it(expected: ExpectedCommand, sent: Arguments) -> bool:
    return (sent.get("agent_id"), sent.get("tool_name")) == (expected.device, expected.tool)


def checks_of_words(expected: ExpectedWords, said: str) -> list[Check]:
    """Those of words for a loudspeaker."""
    text = said.strip()
    found = [
        Check("something is said", bool(text)),
        Check(f"at most {expected.longest} characters", 0 < len(text) <= expected.longest, True),
        Check("it is Japanese", bool(_JAPANESE.search(text)), True),
        Check("it is one line", "\n" not in text, True),
    ]
    found += [Check(f"it says {one}", bool(re.search(one, text)), True) for one in expected.holds]
    if expected.begins:
        found.append(Check(f"it begins {expected.begins}", text.startswith(expected.begins), True))
    wrong = [one for one in expected.begins_not if text.startswith(one)]
    return [*found, Check("it is no more urgent than it is", bool(text) and not wrong, True)]
