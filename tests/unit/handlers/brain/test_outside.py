"""Agents other than the model: their rights, the same gate, and limits of their own."""

from typing import Any

import pytest

from events.brain import ActionApproved, ActionProposed, ActionRefused, ApprovalRequested
from events.devices import CommandRequested
from events.identity import Subject
from events.payload import Payload
from events.people import Role
from events.tasks import Created, Requested
from events.voice import Requested as VoiceRequested
from handlers.brain.approvals import Approvals
from handlers.brain.outside_rights import DONE_PER_HOUR, RIGHTS
from tests.unit.brain_story import BrainStory
from tests.unit.story import Story, recorded

WISH: dict[str, Any] = {
    "title": "植物に水をやってください",
    "description": "土が乾いています。",
    "zone": "main",
}


def story() -> BrainStory:
    told = BrainStory()
    told.measure("main", "temperature", 22.0)
    told.measure("meeting", "temperature", 22.0)
    return told


def propose(
    told: BrainStory,
    tool: str,
    role: Role = "service",
    actor: str | None = "person:7",
    bounty_milli: int | None = None,
    **arguments: Any,
) -> list[Payload]:
    cycle = f"mcp:{told.position}"
    asked = ActionProposed(
        cycle=cycle, tool=tool, arguments=arguments, role=role, bounty_milli=bounty_milli
    )
    by = None if actor is None else Subject(actor)
    return told.tell(asked, f"cycle:{cycle}", actor=by)


def commanded(
    told: BrainStory,
    device: str,
    tool: str,
    *,
    role: Role = "service",
    actor: str = "person:7",
    **more: Any,
) -> list[Payload]:
    """What comes of asking a device to do something."""
    return propose(
        told, "send_device_command", role, actor, agent_id=device, tool_name=tool, **more
    )


def refused_by(found: list[Payload]) -> str:
    (refusal,) = found
    assert isinstance(refusal, ActionRefused)
    return refusal.rule


def test_a_wish_for_a_task_is_approved_and_made() -> None:
    approved, wish = propose(story(), "create_task", **WISH)
    assert isinstance(approved, ActionApproved)
    assert isinstance(wish, Requested)
    assert (approved.tool, wish.title, wish.bounty_milli) == ("create_task", WISH["title"], 1_000)


def test_a_persons_task_is_made_no_dearer_by_leaving_out_its_zone() -> None:
    told = story()
    told.tell(
        Created(
            task=1,
            title=WISH["title"],
            zone="main",
            location="Office",
            bounty_milli=10,
            bounty_xp=50,
            urgency=2,
        ),
        "task:1",
    )
    wish = {name: WISH[name] for name in ("title", "description")}
    assert refused_by(propose(told, "create_task", bounty=1_000, **wish)) == "task_duplicate"


def test_what_follows_is_tagged_with_the_agent_and_its_cycle() -> None:
    told = story()
    propose(told, "create_task", **WISH)
    verdict, wish = told.made
    cycle = f"cycle:mcp:{told.position - 1}"
    assert (verdict.subject, verdict.tags) == (cycle, ("person:7",))
    assert set(wish.tags) == {cycle, "person:7"}
    assert told.cause is not None
    assert {verdict.causation_id, wish.causation_id} == {told.cause.id}


def test_it_needs_no_model_and_disturbs_no_cycle() -> None:
    told = story().configured().warm()
    prompted = told.begin()
    propose(told, "create_task", **WISH | {"zone": "meeting"})
    assert [one.event_type for one in told.reply(prompted)] == ["brain.cycle_finished"]


def test_it_uses_up_nothing_of_the_models_limits() -> None:
    told = story().configured()
    for number in range(10):
        propose(told, "create_task", **WISH | {"title": f"題 {number}"})
    told.warm()
    task = {"title": "室温を下げてください", "description": "暑い。", "zone": "main"}
    found = told.reply(told.begin(), {"name": "create_task", "arguments": task})
    assert isinstance(found[0], ActionApproved)


@pytest.mark.parametrize("role", ["auditor", "kiosk", "device"])
def test_whoever_may_only_look_is_refused(role: Role) -> None:
    assert refused_by(propose(story(), "create_task", role, **WISH)) == "caller_rights"


def test_a_member_may_wish_but_neither_speak_nor_command() -> None:
    told = story()
    wish = propose(told, "create_task", "member", **WISH)[1]
    assert isinstance(wish, Requested)
    assert wish.bounty_milli is None
    assert refused_by(propose(told, "speak", "member", message="はい")) == "caller_rights"
    assert refused_by(propose(told, "send_device_command", "member")) == "caller_rights"


def test_a_member_may_not_say_what_it_pays() -> None:
    found = propose(story(), "create_task", "member", **WISH, bounty=4_000)
    assert refused_by(found) == "caller_bounty"


def test_nobody_looks_by_a_proposal() -> None:
    assert all("get_zone_status" not in may for may in RIGHTS.values())
    assert refused_by(propose(story(), "get_zone_status", zone_id="main")) == "caller_rights"


def test_whoever_is_not_known_is_refused() -> None:
    found = propose(story(), "create_task", "operator", actor=None, **WISH)
    assert refused_by(found) == "caller_unknown"


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        ({"zone": "nowhere"}, "zone_unknown"),
        ({"title": 7}, "arguments"),
        ({"shell": "rm"}, "arguments"),
        ({"bounty": 4_000}, "tainted_bounty"),
    ],
)
def test_the_gate_judges_as_it_judges_the_model(arguments: dict[str, Any], rule: str) -> None:
    assert refused_by(propose(story(), "create_task", **WISH | arguments)) == rule


def test_an_office_that_pays_the_same_for_all_pays_it_here_too() -> None:
    wish = propose(story(), "create_task", bounty_milli=0, **WISH)[1]
    assert isinstance(wish, Requested)
    assert wish.bounty_milli == 0


def test_tasks_are_limited_for_each_agent_by_itself() -> None:
    told = story()
    for number in range(10):
        propose(told, "create_task", **WISH | {"title": f"題 {number}"})
    assert refused_by(propose(told, "create_task", **WISH)) == "tasks_per_hour"
    assert len(propose(told, "create_task", actor="person:8", **WISH)) == 2


def test_a_rooms_ears_are_everybodys() -> None:
    told = story()
    approved, words = propose(told, "speak", message="窓が開いています", zone="main")
    assert isinstance(approved, ActionApproved)
    assert isinstance(words, VoiceRequested)
    again = propose(told, "speak", actor="person:8", message="もう一度", zone="main")
    assert refused_by(again) == "speech_too_soon"


def test_all_together_speak_so_often_within_an_hour() -> None:
    told = story()
    for number in range(12):
        told.measure(f"room_{number}", "temperature", 22.0)
        who, zone = f"person:{number}", f"room_{number}"
        assert len(propose(told, "speak", actor=who, message="はい", zone=zone)) == 2
    found = propose(told, "speak", actor="person:99", message="はい", zone="meeting")
    assert refused_by(found) == "utterances_per_hour"


def test_an_agent_reaches_a_device_only_where_measurements_call_for_it() -> None:
    told = story()
    told.device("hvac_01", "set_temperature")
    cooler = {"temperature": 24.0}
    found = commanded(told, "hvac_01", "set_temperature", arguments=cooler)
    assert refused_by(found) == "tainted_command"
    told.warm()
    command = commanded(told, "hvac_01", "set_temperature", arguments=cooler)[1]
    assert isinstance(command, CommandRequested)
    assert (command.device, command.tool) == ("hvac_01", "set_temperature")


def test_an_operator_commands_on_any_day_but_within_bounds() -> None:
    told = story()
    told.device("hvac_01", "set_temperature")
    hot, mild = (
        commanded(
            told, "hvac_01", "set_temperature", role="operator", arguments={"temperature": celsius}
        )
        for celsius in (35.0, 24.0)
    )
    assert refused_by(hot) == "device_arguments"
    assert isinstance(mild[1], CommandRequested)


def test_how_often_a_device_is_commanded_counts_everybody() -> None:
    told = story()
    told.device("env_02", "get_status")
    for number in range(20):
        commanded(told, "env_02", "get_status", actor=f"person:{number % 2 + 1}")
    found = commanded(told, "env_02", "get_status", actor="person:9")
    assert refused_by(found) == "commands_per_hour"


def test_what_needs_a_persons_word_waits_for_it() -> None:
    told = story()
    told.device("pump_01", "run_pump")
    (asked,) = pumped(told, "pump_01")
    assert isinstance(asked, ApprovalRequested)
    assert asked.cycle.startswith("mcp:")


def test_asking_people_for_their_word_counts_as_asking_them_for_a_task() -> None:
    told = story()
    for number in range(10):
        told.device(f"pump_{number}", "run_pump")
        assert len(pumped(told, f"pump_{number}")) == 1
    assert refused_by(propose(told, "create_task", "operator", **WISH)) == "tasks_per_hour"
    told.device("pump_10", "run_pump")
    assert refused_by(pumped(told, "pump_10")) == "approvals_per_hour"


def pumped(told: BrainStory, pump: str) -> list[Payload]:
    return commanded(told, pump, "run_pump", role="operator", arguments={"duration_s": 5.0})


def test_a_persons_word_is_asked_of_them_as_a_task() -> None:
    told = story()
    told.device("fish_01", "feed_fish")
    (asked,) = commanded(told, "fish_01", "feed_fish", role="operator")
    assert isinstance(asked, ApprovalRequested)
    (wish,) = Story(Approvals()).when(recorded(asked, f"cycle:{asked.cycle}", told.at_s))
    assert isinstance(wish, Requested)
    assert "feed_fish" in str(wish.title)


def test_all_that_an_agent_does_in_an_hour_is_limited() -> None:
    told = story()
    done = 0
    for number in range(DONE_PER_HOUR):
        told.at_s += 5.0
        device = f"d_{number}"
        told.device(device, "get_status")
        found = commanded(told, device, "get_status")
        done += len(found) == 2
    assert done == DONE_PER_HOUR
    assert refused_by(propose(told, "create_task", **WISH)) == "caller_per_hour"
    told.at_s += 3_600.0
    assert len(propose(told, "create_task", **WISH)) == 2
