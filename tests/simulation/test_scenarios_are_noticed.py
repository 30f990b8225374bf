"""What happens in the simulated office is noticed: each scenario leaves events in the log."""

import pytest

from events.brain import CycleFinished
from events.tasks import Requested as Wished
from events.voice import Requested as Said
from services.simulator import Parts, simulate
from tests.simulation.seeing import seen

A_DAY = (pytest.mark.slow, pytest.mark.timeout(900))


@pytest.mark.parametrize(
    ("scenario", "hours", "noticed"),
    [
        ("normal", 1.0, {"zones.person_entered", "zones.door_opened", "devices.came_online"}),
        ("heat_wave", 0.1, {"zones.threshold_crossed", "brain.action_approved"}),
        ("cold_snap", 0.1, {"zones.threshold_crossed", "brain.action_approved"}),
        pytest.param(
            "stuffy_meeting",
            2.0,
            {"zones.threshold_crossed", "brain.safety_acted", "devices.command_requested"},
            marks=pytest.mark.slow,
        ),
        pytest.param("cold_snap", 12.0, {"brain.safety_acted"}, marks=A_DAY),
        pytest.param("dry_air", 1.0, {"brain.safety_acted"}, marks=pytest.mark.slow),
        pytest.param("humid", 1.0, {"brain.safety_acted"}, marks=pytest.mark.slow),
        ("tampering", 0.4, {"zones.tampering_suspected"}),
        ("dead_sensor", 0.4, {"devices.went_offline"}),
    ],
)
def test_a_scenario_is_noticed(scenario: str, hours: float, noticed: set[str]) -> None:
    outcome = simulate(1, hours, scenario_name=scenario)
    assert outcome.ok, outcome
    assert noticed <= set(outcome.by_type)


def test_an_empty_night_is_quiet() -> None:
    outcome = simulate(1, 0.5, scenario_name="night_empty")
    assert outcome.ok, outcome
    decided = {name for name in outcome.by_type if name.startswith("zones.")}
    assert not decided


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_normal_day_gives_the_safety_floor_no_cause_to_act() -> None:
    outcome = simulate(1, 24.0)
    assert outcome.ok, outcome
    assert "brain.safety_acted" not in outcome.by_type


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_normal_hour_gives_the_brain_no_cause_to_ask_or_to_speak(seed: int) -> None:
    found = seen(seed, 1.0, "normal", Parts())
    assert found.outcome is not None
    assert found.outcome.ok, found.outcome
    assert found.of(CycleFinished), "it never thought; the test says too little"
    ours = ("/handlers/brain/", "/handlers/safety_floor/")
    acts = [event for event in found.events if isinstance(event.data, Wished | Said)]
    assert not [event for event in acts if event.source.startswith(ours)]
