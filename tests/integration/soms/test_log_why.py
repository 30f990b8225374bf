"""`soms log why` as it is called: the chain of a decision, and of money; and how it is cut."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import pytest

from events.envelope import Event, Recorded
from events.eventlog import PostgresEventLog, migrate
from services.explaining import chain
from tests.bookkeeping import movements
from tests.command import soms
from tests.unit.decisions import CONTEXT, event, prompted, whole_cycle

TASK = str(UUID(int=21))


@pytest.fixture
def decided(postgres_url: str, hub: str) -> Sequence[Event]:
    """A hub in which the brain decided something."""
    asyncio.run(_fill(postgres_url, hub, whole_cycle()))
    return whole_cycle()


async def _fill(url: str, hub: str, events: Sequence[Event]) -> None:
    await migrate(url, hub)
    log = await PostgresEventLog.connect(url, hub)
    await log.append(events)
    await log.close()


def test_a_task_is_told_from_the_reading_to_the_report(decided: Sequence[Event]) -> None:
    said = soms("log", "why", TASK)
    words = said.out.splitlines()
    steps = [
        "a sensor in main read temperature 32.8",
        "temperature in main was 32.8, above 26",
        "the brain began to think",
        "qwen was shown the office as of position 3",
        "the model said “It is hot.” and proposed create_task(",
        "the gate let create_task(",
        "the brain wished for “Open the window”",
        "the gate refused speak(message: “”) by rule arguments: message: must have",
        "task 42 “Open the window” was put up for 1.000 credits",
        "user 5 took task 42",
        "user 5 reported task 42 done (resolved)",
        "the model was asked once: 800 tokens read, 40 written, 3178 ms",
    ]
    places = [next((at for at, one in enumerate(words) if step in one), -1) for step in steps]
    assert -1 not in places, said.out
    assert places == sorted(places)
    assert [one for one in words if one.startswith("→")] == [
        one for one in words if "was put up" in one
    ]
    assert said.status == 0


def test_what_the_model_saw_is_told_in_short_or_in_full(decided: Sequence[Event]) -> None:
    short, whole = soms("log", "why", TASK).out, soms("log", "why", TASK, "--context").out
    assert "│ - main: temperature high 32.8°C (limit 26°C)" in short
    for line in CONTEXT.splitlines():
        assert f"│ {line}" in whole


def test_a_long_context_is_cut_unless_it_is_asked_for(postgres_url: str, hub: str) -> None:
    seen = prompted(content="\n".join(f"- zone {one} \x1b[31m" for one in range(40)))
    asyncio.run(_fill(postgres_url, hub, [event(1, seen, "cycle:x")]))
    short, whole = soms("log", "why", "1"), soms("log", "why", "1", "--context")
    assert "zone 6" not in short.out
    assert "… and 34 lines more" in short.out
    assert "zone 39" in whole.out
    assert "\x1b" not in short.out + whole.out


def test_it_is_one_json_object(decided: Sequence[Event]) -> None:
    said = soms("log", "why", TASK, "--json").json
    assert said["event"]["type"] == "tasks.created"
    assert [one["type"] for one in said["causes"]][:2] == [
        "telemetry.reading_recorded",
        "zones.threshold_crossed",
    ]
    assert said["effects"][-1]["type"] == "tasks.completed"
    assert said["cost"]["prompt_tokens"] == 800
    assert (said["causes_cut"], said["effects_cut"]) == (False, False)


def test_a_payment_without_a_brain_is_told_back_to_the_wish(books: Sequence[Recorded]) -> None:
    payment = movements(books)[3]
    words = soms("log", "why", str(payment.position)).out.splitlines()
    assert "wished for" in words[0]
    assert "the model was asked" not in words[-1]
    wish = soms("log", "why", "1", "--json").json
    assert wish["causes"] == []


def test_a_chain_that_is_too_long_says_so(
    decided: Sequence[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "EFFECTS_LIMIT", 3)
    said = soms("log", "why", "2")
    assert "not all are shown" in said.err
    assert said.status == 0


def test_an_unknown_event_ends_the_command_in_words(decided: Sequence[Event]) -> None:
    unknown = soms("log", "why", str(UUID(int=999)))
    assert (unknown.status, unknown.out) == (1, "")
    assert "no event" in unknown.err
    assert soms("log", "why", "never").status == 2
