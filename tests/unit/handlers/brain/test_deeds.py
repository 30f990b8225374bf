"""What was done lately is counted by whom it burdens."""

from datetime import timedelta
from typing import Any

from handlers.brain.deeds import deeds_for, remember
from handlers.brain.outside_rows import OutsideDeed
from projections.projection import State
from tests.unit.story import START


def test_commands_to_leaves_count_as_their_hubs_however_they_were_addressed() -> None:
    state: State[Any] = State()
    times = [START + timedelta(seconds=n) for n in range(3)]
    for time, device in zip(times, ("hub", "hub.relay", "hub.lamp"), strict=True):
        remember(state, OutsideDeed("person:3", "send_device_command", time, None, device))
    assert deeds_for(state, None, times[-1]).commanded == {"hub": tuple(times)}
