"""Chains: from a reading to the report, whichever event of it one asks about."""

import pytest

from events import brain
from events.devices import CommandSucceeded, CommandTimedOut
from events.timers import Fired
from services.explaining import chain as chains
from services.explaining.chain import chain_of, whole_chain
from tests.unit.decisions import event, noticed, safety_act, whole_cycle
from tests.unit.explaining.logs import end, log_of, numbered, numbers
from tests.unit.story import START

TASK, REPORT, READING = 21, 25, 1


async def test_a_task_is_traced_to_the_reading_by_way_of_what_the_gate_ruled() -> None:
    log = await log_of(whole_cycle())
    chain = await whole_chain(log, await numbered(log, TASK), await end(log))
    assert numbers(chain.causes) == [1, 2, 3, 11, 12, 13, 14, 15, 16, 19]


async def test_from_a_reading_one_comes_to_the_report() -> None:
    log = await log_of(whole_cycle())
    chain = await whole_chain(log, await numbered(log, READING), await end(log))
    assert numbers(chain.effects) == [2, *range(11, 26)]
    assert not chain.is_cut


async def test_a_report_is_traced_by_way_of_who_took_the_task() -> None:
    log = await log_of(whole_cycle())
    steps = numbers(await chain_of(log, await numbered(log, REPORT)))
    assert steps[:4] == [25, 24, 21, 19]
    assert steps[-1] == READING


async def test_effects_end_where_the_moment_is_that_is_asked_about() -> None:
    log = await log_of(whole_cycle())
    reply = await numbered(log, 13)
    chain = await whole_chain(log, reply, (await numbered(log, 16)).position)
    assert numbers(chain.effects) == [14, 15, 16]


async def test_the_answer_of_another_device_is_no_answer() -> None:
    forged = CommandSucceeded(request_id="c1", device="other", result="done")
    log = await log_of([*whole_cycle(), event(70, forged, "device:other", tags=["command:c1"])])
    chain = await whole_chain(log, await numbered(log, 17), await end(log))
    assert numbers(chain.effects) == [23]
    assert numbers(await chain_of(log, await numbered(log, 70))) == [70]


async def test_what_a_timer_ended_is_traced_to_what_was_waited_for() -> None:
    silent = CommandTimedOut(request_id="c1", device="hvac_01", timeout_s=10)
    late = event(70, Fired(timer="command_silent:c1", due=START), "timer:command_silent:c1")
    log = await log_of(
        [*whole_cycle(), late, event(71, silent, "device:hvac_01", 70, ["command:c1"])]
    )
    assert numbers(await chain_of(log, await numbered(log, 71)))[:3] == [71, 70, 19]
    chain = await whole_chain(log, await numbered(log, 17), await end(log))
    assert 71 in numbers(chain.effects)


async def test_a_task_of_the_safety_floor_is_traced_to_its_act() -> None:
    log = await log_of(safety_act())
    assert numbers(await chain_of(log, await numbered(log, 34))) == [34, 33, 32, 31]
    act = await whole_chain(log, await numbered(log, 32), await end(log))
    assert (numbers(act.causes), numbers(act.effects)) == ([31], [33, 34])


async def test_a_cycle_is_not_the_effect_of_what_it_does_not_name() -> None:
    other = brain.CycleStarted(cycle="x", trigger="event", causes=("not an id",))
    log = await log_of([*noticed(), event(70, other, "cycle:x", 3)])
    chain = await whole_chain(log, await numbered(log, 2), await end(log))
    assert numbers(chain.effects) == []


async def test_an_event_of_its_own_has_no_chain() -> None:
    log = await log_of(noticed()[:1])
    chain = await whole_chain(log, await numbered(log, READING), await end(log))
    assert (chain.causes, chain.effects, chain.is_cut) == ([], [], False)


@pytest.mark.parametrize(
    ("limit", "way"), [("CAUSES_LIMIT", "causes"), ("EFFECTS_LIMIT", "effects")]
)
async def test_a_chain_that_is_too_long_is_cut_and_says_so(
    monkeypatch: pytest.MonkeyPatch, limit: str, way: str
) -> None:
    monkeypatch.setattr(chains, limit, 2)
    log = await log_of(whole_cycle())
    chain = await whole_chain(log, await numbered(log, 13), await end(log))
    assert chain.is_cut
    assert len(getattr(chain, way)) == 2


async def test_whichever_event_of_a_cycle_one_asks_about_the_reading_is_told() -> None:
    log = await log_of(whole_cycle())
    for number in range(11, 21):
        chain = await whole_chain(log, await numbered(log, number), await end(log))
        assert READING in numbers(chain.causes), number
