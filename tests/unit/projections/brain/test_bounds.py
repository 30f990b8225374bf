"""The context is bounded in whatever devices may name: devices, and the channels of a zone."""

import pytest

from events.devices import StateReported
from projections import roster
from projections.brain import places
from projections.brain.access import has_zone, place_of, zones_of
from projections.brain.gear import standing_of, zone_of
from projections.brain.places import CHANNELS_LIMIT
from projections.roster import DEVICES_LIMIT, GIVING_WAY, Kept
from tests.unit.brain_story import BrainStory


def test_a_flood_of_devices_pushes_out_each_other_and_none_that_is_trusted() -> None:
    told = BrainStory()
    told.device("hvac_01", "set_power")
    for number in range(DEVICES_LIMIT + 2 * GIVING_WAY):
        told.device_heard(f"junk_{number}", "set_power")
    devices = place_of(told.state, "main").devices
    kept = told.state.get(roster.KEY)
    assert isinstance(kept, Kept)
    assert kept.devices_kept <= DEVICES_LIMIT
    assert len(devices) == kept.devices_kept
    assert list(devices) == sorted(devices)
    assert "hvac_01" in devices
    assert f"junk_{DEVICES_LIMIT + 2 * GIVING_WAY - 1}" in devices


def test_of_a_device_that_gives_way_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster, "DEVICES_LIMIT", 2)
    monkeypatch.setattr(roster, "GIVING_WAY", 1)
    told = BrainStory()
    lamp = StateReported(zone="main", device="lamp", device_type="light", state={"power": "on"})
    told.tell(lamp, "device:lamp")
    for name in ("a", "b"):
        told.device_heard(name, "set_power")
    assert [key for key in told.state if key.endswith("/lamp")] == []
    assert place_of(told.state, "main").devices == ("a", "b")


def test_a_device_of_a_zone_that_was_forgotten_stands_there_again_when_it_is_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(places, "ZONES_LIMIT", 2)
    monkeypatch.setattr(places, "ZONES_GIVING_WAY", 1)
    told = BrainStory()
    told.device_heard("hvac_01", "set_power")
    told.measure("one", "temperature", 22.0)
    told.measure("two", "temperature", 22.0)
    assert not has_zone(told.state, "main")
    assert zone_of(told.state, "hvac_01") is None
    assert standing_of(told.state, "hvac_01") is not None
    told.device_heard("hvac_01", "set_power")
    assert place_of(told.state, "main").devices == ("hvac_01",)


def test_invented_zones_push_out_each_other_and_none_where_a_trusted_device_speaks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(places, "ZONES_LIMIT", 4)
    monkeypatch.setattr(places, "ZONES_GIVING_WAY", 2)
    told = BrainStory()
    told.device("env_01", zone="lab")
    told.device("hvac_01", "set_power")
    told.measure("lab", "temperature", 22.0, device="env_01")
    for number in range(20):
        told.measure(f"z{number}", "co2", 2_500, device="evil")
    assert {"main", "lab", "z19"} <= set(zones_of(told.state))
    assert len(zones_of(told.state)) <= 4


def test_invented_channels_push_out_each_other_and_nothing_that_is_measured() -> None:
    told = BrainStory()
    told.measure("main", "temperature", 22.0)
    for number in range(CHANNELS_LIMIT + 20):
        told.measure("main", f"junk_{number}", number)
    told.measure("main", "co2", 600)
    channels = place_of(told.state, "main").channels
    assert len(channels) == CHANNELS_LIMIT
    assert {"temperature", "co2", f"junk_{CHANNELS_LIMIT + 19}"} <= set(channels)
    assert "junk_0" not in channels
    assert len([key for key in told.state if key.startswith("channel/")]) == CHANNELS_LIMIT
