"""The floor keeps only so many devices, and forgets none that guards for those who shout."""

import pytest

from events.brain import SafetyActed
from events.devices import CommandRequested
from events.envelope import Recorded
from events.vision import CameraDiscovered
from handlers.safety.floor import SafetyFloor
from projections import roster
from tests.unit.handlers.safety.happenings import HVAC, installed, of, offline, online, people
from tests.unit.story import Story, reading, recorded

TRUSTED_S = 4_000.0


def junk(number: int) -> list[Recorded]:
    device, camera = f"junk_{number}", CameraDiscovered(camera=f"cam_{number}", zone="main")
    return [
        online(device, TRUSTED_S),
        reading("smoke", 1, TRUSTED_S, device=device),
        recorded(camera, f"device:cam_{number}", TRUSTED_S),
    ]


@pytest.fixture
def flooded(monkeypatch: pytest.MonkeyPatch) -> Story:
    monkeypatch.setattr(roster, "DEVICES_LIMIT", 5)
    monkeypatch.setattr(roster, "GIVING_WAY", 1)
    story = Story(SafetyFloor()).given(*installed("hvac_01", *HVAC))
    story.given(online("gas_01"), reading("gas_resistance", 4_000, 0, device="gas_01"))
    return story.given(*(event for number in range(40) for event in junk(number)))


def test_what_it_keeps_is_bounded(flooded: Story) -> None:
    keys = (key.partition("/") for key in flooded.state)
    devices = {name for shelf, _, name in keys if shelf in ("standings", "equipment")}
    assert len(devices) == 5
    assert {"hvac_01", "gas_01"} <= devices


def test_what_guards_is_missed_and_what_helps_is_told(flooded: Story) -> None:
    flooded.given(people(1, TRUSTED_S + 10))
    lost = of(SafetyActed, flooded.when(offline("gas_01", TRUSTED_S + 20, silent_s=5)))
    assert [one.device for one in lost] == ["gas_01"]
    told = of(CommandRequested, flooded.when(reading("temperature", 36.0, TRUSTED_S + 30)))
    assert {one.device for one in told} == {"hvac_01"}
