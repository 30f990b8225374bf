"""Whatever is proposed: a verdict, never an error; a reason, never silence; no bound is passed."""

import json
from typing import Any

import pytest
from hypothesis import event, given, settings

from handlers.gate.gate import judge
from handlers.gate.rules import RULES
from handlers.gate.situation import Situation
from handlers.gate.verdict import Approved, Proposal, Refused
from handlers.gate.wording import REASON_LIMIT
from tests.property.gate.proposing import garbage, proposals
from tests.property.gate.situations import offices
from tests.unit.gate.office import NOW, Office

IDS = {rule.id for rule in RULES}


@settings(max_examples=400)
@given(garbage | proposals, offices)
def test_whatever_is_proposed_is_approved_or_refused_with_a_reason(
    proposal: Proposal, office: Office
) -> None:
    verdict = judge(proposal, office.situation)
    if isinstance(verdict, Refused):
        assert verdict.rule in IDS
        assert 0 < len(verdict.reason) <= REASON_LIMIT
        assert len(verdict.reason.splitlines()) == 1
        verdict.reason.encode()
    else:
        json.dumps(verdict.arguments, allow_nan=False).encode()


@pytest.mark.parametrize("opened", ["[", '{"a":'])
@pytest.mark.parametrize("tool", ["create_task", "send_device_command", "get_active_tasks"])
def test_what_is_nested_deeper_than_python_recurses_is_refused(opened: str, tool: str) -> None:
    deep: Any = 1
    for _ in range(100_000):
        deep = [deep] if opened == "[" else {"a": deep}
    for proposal in (Proposal(tool, {"arguments": deep}), Proposal(tool, deep), Proposal(deep, {})):
        assert isinstance(judge(proposal, Office().situation), Refused)


@settings(max_examples=1_000)
@given(proposals, offices)
def test_nothing_that_is_approved_passes_a_bound(proposal: Proposal, office: Office) -> None:
    verdict = judge(proposal, office.situation)
    event(verdict.rule if isinstance(verdict, Refused) else f"approved {verdict.tool.name}")
    if isinstance(verdict, Approved):
        CHECKS[verdict.tool.name](verdict.arguments, office.situation)


@settings(max_examples=200)
@given(proposals, offices)
def test_the_same_proposal_in_the_same_situation_gets_the_same_verdict(
    proposal: Proposal, office: Office
) -> None:
    assert judge(proposal, office.situation) == judge(proposal, office.situation)


@settings(max_examples=300)
@given(proposals, offices)
def test_taint_allows_nothing_that_is_not_allowed_without(
    proposal: Proposal, office: Office
) -> None:
    office.tainted = True
    if isinstance(judge(proposal, office.situation), Approved):
        office.tainted = False
        assert isinstance(judge(proposal, office.situation), Approved)


def _lately(times: Any, seconds: float) -> int:
    return sum(1 for time in times if (NOW - time).total_seconds() < seconds)


def _task(task: dict[str, Any], situation: Situation) -> None:
    assert type(task["bounty"]) is int
    assert 500 <= task["bounty"] <= 5000
    assert task["urgency"] in range(5)
    assert 1 <= len(task["title"].strip()) <= 100
    assert task.get("zone") in {None, "main", "meeting", "garden"}
    assert _lately(situation.deeds.tasks_created, 3_600) < 10
    assert situation.cycle.tasks < 2
    alarming = task.get("zone") is not None and situation.world.is_alarming(task["zone"])
    assert not situation.tainted or alarming or task["bounty"] <= 1_000
    for other in situation.world.open_tasks():
        assert (other.title, other.zone) != (task["title"], task.get("zone"))


def _speech(speech: dict[str, Any], situation: Situation) -> None:
    assert 1 <= len(speech["message"]) <= 70
    assert speech["tone"] in {"neutral", "caring", "humorous", "alert"}
    assert not situation.quiet_hours
    assert situation.cycle.utterances == 0
    zone, spoken = speech.get("zone"), situation.deeds.spoken
    heard = spoken.values() if zone is None else [spoken[z] for z in ("", zone) if z in spoken]
    assert _lately(heard, 300) == 0
    assert _lately(situation.deeds.spoken_at, 3_600) < 12


DRIVEN_BY = {"set_state": "relay", "set_pwm": "pwm"}
"""Of a leaf, what it must have registered."""


def _command(call: dict[str, Any], situation: Situation) -> None:
    device, tool, given = call["agent_id"], call["tool_name"], call["arguments"]
    known = situation.world.device(device)
    assert known is not None
    assert known.trusted
    assert known.online or known.sleeps
    assert tool in known.tools
    assert tool != "unlock_door"
    times = situation.deeds.commanded.get(device, ())
    assert _lately(times, 3_600) < 20
    if tool == "leaf_command":
        known = situation.world.device(f"{device}.{given['leaf_id']}")
        assert known is not None
        assert known.trusted
        assert known.online or known.sleeps
        tool, given = given["command"], given.get("args", {})
        assert tool not in DRIVEN_BY or DRIVEN_BY[tool] in known.tools
    FORMS[tool](given)
    looking = tool in {"get_status", "get_swarm_status", "read_now"}
    alarming = known.zone is not None and situation.world.is_alarming(known.zone)
    assert looking or alarming or not situation.tainted


def _number(given: dict[str, Any], name: str, least: float, most: float) -> None:
    assert set(given) == {name}
    assert type(given[name]) in {int, float}
    assert least <= given[name] <= most


def _switch(given: dict[str, Any]) -> None:
    assert given in ({"state": "on"}, {"state": "off"})


def _strength(given: dict[str, Any]) -> None:
    assert given in ({"state": "on"}, {"state": "off"}, *({"level": n} for n in range(4)))


def _none(given: dict[str, Any]) -> None:
    assert given == {}


FORMS: dict[str, Any] = {
    "get_status": _none,
    "get_swarm_status": _none,
    "read_now": _none,
    "restart": _none,
    "feed_fish": _none,
    "reset": _none,
    "set_power": _switch,
    "set_lights": _switch,
    "set_state": _switch,
    "set_fan": _strength,
    "set_mode": lambda given: given["mode"] in {"auto", "cool", "heat", "dry", "fan"},
    "set_temperature": lambda given: _number(given, "temperature", 18, 28),
    "run_pump": lambda given: _number(given, "duration_s", 5e-324, 60),
    "dose_ph_down": lambda given: _number(given, "amount_ml", 5e-324, 20),
    "set_pwm": lambda given: _number(given, "duty", 0, 65_535),
    "set_interval": lambda given: _number(given, "seconds", 1, 65_535),
}
CHECKS: dict[str, Any] = {
    "create_task": _task,
    "speak": _speech,
    "send_device_command": _command,
    "get_zone_status": lambda look, _: look["zone_id"] in {"main", "meeting", "garden"},
    "get_device_status": lambda look, situation: situation.world.device(look["device_id"]),
    "get_active_tasks": lambda look, _: _none(look),
}
