"""What names of channels and fields tell nothing but what they name."""

import pytest

from handlers.dialects import tasmota, zigbee2mqtt
from projections.brain.phrases import ORDER, SWITCHES, UNSAID
from projections.brain.vocabulary import is_usual_name
from projections.fusion import STATE_CHANNELS
from projections.trust import MEASURED

DIALECTS = {
    *(channel for channel, _ in zigbee2mqtt._CHANNELS.values()),
    *zigbee2mqtt._STATE,
    *(channel for channel, _ in tasmota._CHANNELS.values()),
}


@pytest.mark.parametrize("name", sorted(DIALECTS))
def test_what_usual_devices_say_is_usual(name: str) -> None:
    assert is_usual_name(name)


@pytest.mark.parametrize("name", sorted({*ORDER, *SWITCHES, *UNSAID, *STATE_CHANNELS, *MEASURED}))
def test_what_the_office_measures_is_usual(name: str) -> None:
    assert is_usual_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "battery_mv",
        "living_room_temperature",
        "energy_kwh",
        "water_temperature",
        "pm2_5",
        "relay-3",
        "Temperature_2",
        "room.light",
        "tank_level",
    ],
)
def test_words_that_are_known_may_be_put_together(name: str) -> None:
    assert is_usual_name(name)


@pytest.mark.parametrize(
    "name", ["set_power", "call", "you", "please", "turn_fan_off", "unlock_door", "気温", "ignore"]
)
def test_what_could_be_part_of_an_instruction_is_not(name: str) -> None:
    assert not is_usual_name(name)
