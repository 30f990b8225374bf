"""Which devices the safety floor commands, with what, and which it leaves alone."""

import pytest

from events.brain import SafetyActed
from events.devices import CommandFailed, CommandRequested, CommandSucceeded, StateReported
from events.envelope import Recorded
from handlers.safety.floor import SafetyFloor
from handlers.safety.remedies import DEVICES_LIMIT
from tests.unit.handlers.safety.happenings import (
    HVAC,
    beat,
    calls,
    installed,
    of,
    offers,
    offline,
    online,
    trusted,
)
from tests.unit.story import Story, reading, recorded


@pytest.fixture
def story() -> Story:
    return Story(SafetyFloor())


ON = ("hvac_01", "set_power", {"state": "on"})
COOL = ("hvac_01", "set_temperature", {"temperature": 24})
AIR = ("vent_01", "set_ventilation", {"state": "on"})


def power(word: object, at_s: float) -> Recorded:
    data = StateReported(
        device="hvac_01", zone="main", device_type="hvac", state={"power_state": word}
    )
    return recorded(data, "device:hvac_01", at_s)


def answered(
    request_id: str, at_s: float, answer: str = "done", device: str = "hvac_01"
) -> Recorded:
    data = (
        CommandSucceeded(request_id=request_id, device=device)
        if answer == "done"
        else CommandFailed(request_id=request_id, device=device, message="no")
    )
    return recorded(data, f"device:{device}", at_s)


def test_against_heat_the_air_conditioning_is_turned_on_and_set(story: Story) -> None:
    story.given(*installed("hvac_01", *HVAC))
    assert calls(story.when(reading("temperature", 36.0, 1))) == [ON, COOL]


def test_against_cold_too(story: Story) -> None:
    story.given(*installed("hvac_01", *HVAC))
    assert calls(story.when(reading("temperature", 8.0, 1))) == [ON, COOL]


def test_what_is_on_is_not_turned_on(story: Story) -> None:
    story.given(*installed("hvac_01", *HVAC), power("on", 1))
    assert calls(story.when(reading("temperature", 36.0, 2))) == [COOL]


def test_what_was_turned_off_since_is_turned_on_again(story: Story) -> None:
    story.given(*installed("hvac_01", *HVAC), power("on", 1), power("off", 2))
    assert calls(story.when(reading("temperature", 36.0, 3))) == [ON, COOL]


def test_a_state_that_does_not_speak_of_power_says_nothing_of_it(story: Story) -> None:
    story.given(*installed("hvac_01", *HVAC), power("on", 1), power("defrosting", 2))
    assert calls(story.when(reading("temperature", 36.0, 3))) == [COOL]


@pytest.mark.parametrize("answer", ["done", "failed"])
def test_what_obeyed_somebody_else_is_not_known_to_be_on(story: Story, answer: str) -> None:
    story.given(*installed("hvac_01", *HVAC))
    told = story.when(reading("temperature", 36.0, 1))
    story.given(*(answered(one.request_id, 2) for one in of(CommandRequested, told)))
    story.given(reading("temperature", 22.0, 600), answered("of_the_brain", 700, answer))
    assert calls(story.when(reading("temperature", 36.0, 2_000))) == [ON, COOL]


def test_what_reports_that_it_is_on_after_that_is_believed(story: Story) -> None:
    story.given(*installed("hvac_01", *HVAC), answered("of_the_brain", 1), power("on", 2))
    assert calls(story.when(reading("temperature", 36.0, 3))) == [COOL]


def test_what_has_no_switch_is_only_set(story: Story) -> None:
    story.given(*installed("hvac_01", "set_temperature"))
    assert calls(story.when(reading("temperature", 36.0, 1))) == [COOL]


def test_against_stale_air_there_is_the_fan(story: Story) -> None:
    story.given(*installed("hvac_01", *HVAC), power("on", 1))
    assert calls(story.when(reading("co2", 1_600, 2))) == [("hvac_01", "set_fan", {"level": 3})]


def test_every_device_that_can_help_does_with_its_best_tool(story: Story) -> None:
    story.given(
        *installed("window_01", "open_window"), *installed("vent_01", "set_fan", "set_ventilation")
    )
    assert calls(story.when(reading("co2", 1_600, 1))) == [
        ("vent_01", "set_ventilation", {"state": "on"}),
        ("window_01", "open_window", {}),
    ]


def test_one_act_commands_only_so_many_devices(story: Story) -> None:
    for number in range(20):
        story.given(*installed(f"window_{number:02}", "open_window"))
    assert len(calls(story.when(reading("co2", 1_600, 1)))) == DEVICES_LIMIT


def test_tools_that_a_heartbeat_names_count(story: Story) -> None:
    story.given(online("hvac_01"), beat("hvac_01", ["set_temperature"]), trusted("hvac_01"))
    assert calls(story.when(reading("temperature", 36.0, 1))) == [COOL]


def test_a_device_of_another_zone_is_left_alone(story: Story) -> None:
    story.given(*installed("hvac_01", *HVAC, zone="lab"))
    assert calls(story.when(reading("temperature", 36.0, 1))) == []


def test_a_device_that_nobody_trusts_is_left_alone(story: Story) -> None:
    story.given(online("hvac_01"), offers("hvac_01", *HVAC))
    assert calls(story.when(reading("temperature", 36.0, 1))) == []


def test_a_device_that_was_forbidden_is_left_alone(story: Story) -> None:
    story.given(*installed("hvac_01", *HVAC), trusted("hvac_01", word=False))
    assert calls(story.when(reading("temperature", 36.0, 1))) == []


def test_a_device_that_is_away_is_left_alone(story: Story) -> None:
    story.given(*installed("hvac_01", *HVAC), offline("hvac_01", 1))
    assert calls(story.when(reading("temperature", 36.0, 2))) == []


def test_a_leaf_is_not_told_what_no_leaf_understands(story: Story) -> None:
    for leaf in range(DEVICES_LIMIT):
        story.given(*installed(f"a.{leaf}", "set_ventilation", "set_power"))
    story.given(*installed("vent_01", "set_ventilation"))
    assert calls(story.when(reading("co2", 1_600, 1))) == [AIR]


@pytest.mark.parametrize("answer", ["failed", None])
def test_those_who_obeyed_nothing_make_way_for_others(story: Story, answer: str | None) -> None:
    for number in range(DEVICES_LIMIT):
        story.given(*installed(f"idle_{number}", "set_ventilation"))
    story.given(*installed("vent_01", "set_ventilation"))
    told = story.when(reading("co2", 1_600, 1))
    assert AIR not in calls(told)
    if answer:
        story.given(
            *(answered(one.request_id, 2, answer, one.device) for one in of(CommandRequested, told))
        )
    assert calls(story.when(reading("co2", 1_600, 302)))[0] == AIR


def test_one_that_failed_once_gets_another_turn_among_those_that_never_help(story: Story) -> None:
    for number in range(DEVICES_LIMIT):
        story.given(*installed(f"idle_{number}", "set_ventilation"))
    story.given(*installed("vent_01", "set_ventilation"))
    told = [calls(story.when(reading("co2", 1_600, 1 + 301 * turn))) for turn in range(10)]
    assert sum(AIR in one for one in told) >= 5


def test_who_obeyed_is_asked_first_the_next_time(story: Story) -> None:
    for name in ("vent_01", "vent_02"):
        story.given(*installed(name, "set_ventilation"))
    first, second = of(CommandRequested, story.when(reading("co2", 1_600, 1)))
    story.given(
        answered(first.request_id, 2, "failed", "vent_01"),
        answered(second.request_id, 2, "done", "vent_02"),
    )
    told = calls(story.when(reading("co2", 1_600, 302)))
    assert [device for device, _, _ in told] == ["vent_02", "vent_01"]


def test_there_is_no_tool_against_dry_air(story: Story) -> None:
    story.given(*installed("hvac_01", *HVAC))
    assert calls(story.when(reading("humidity", 9.0, 1))) == []


def test_a_command_may_be_repeated_and_its_record_names_it(story: Story) -> None:
    story.given(*installed("hvac_01", *HVAC), power("on", 1))
    told = story.when(reading("temperature", 36.0, 2))
    (command,), (act,) = of(CommandRequested, told), of(SafetyActed, told)
    assert (command.idempotent, command.timeout_s) == (True, 10.0)
    assert act.action["command"] == [
        {
            "request_id": command.request_id,
            "device": "hvac_01",
            "tool": "set_temperature",
            "arguments": {"temperature": 24},
        }
    ]


def test_commands_are_named_by_what_called_for_them(story: Story) -> None:
    story.given(*installed("hvac_01", *HVAC))
    hot = reading("temperature", 36.0, 1)
    again = Story(SafetyFloor()).given(*installed("hvac_01", *HVAC))
    ids = [one.request_id for one in of(CommandRequested, story.when(hot))]
    assert ids == [one.request_id for one in of(CommandRequested, again.when(hot))]
    assert len(set(ids)) == 2


def test_what_is_under_way_is_not_asked_for_twice(story: Story) -> None:
    story.given(*installed("hvac_01", *HVAC))
    told = story.when(reading("temperature", 36.0, 1), reading("co2", 1_600, 2))
    assert calls(told) == [ON, COOL, ("hvac_01", "set_fan", {"level": 3})]


def test_what_nobody_answered_is_asked_for_again(story: Story) -> None:
    story.given(*installed("hvac_01", *HVAC))
    told = story.when(reading("temperature", 36.0, 1), reading("co2", 1_600, 22))
    assert [tool for _, tool, _ in calls(told)].count("set_power") == 2


@pytest.mark.parametrize(("answer", "asked"), [("done", 1), ("failed", 2)])
def test_an_answer_ends_the_waiting(story: Story, answer: str, asked: int) -> None:
    story.given(*installed("hvac_01", *HVAC))
    told = story.when(reading("temperature", 36.0, 1))
    request_id = of(CommandRequested, told)[0].request_id
    story.given(answered(request_id, 3, answer))
    told += story.when(reading("co2", 1_600, 5))
    assert [tool for _, tool, _ in calls(told)].count("set_power") == asked
