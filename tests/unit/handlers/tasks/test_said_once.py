"""A danger is said aloud once, although both an alert and a task come of it."""

from events.payload import Payload
from events.tasks import Dispatched, Merged
from events.tasks import Requested as Wished
from events.telemetry import ReadingRecorded
from events.vision import OccupancyObserved
from events.voice import Requested
from tests.unit.handlers.replay.office import Office


async def after(*facts: Payload) -> list[Payload]:
    """What was shown and said, with all reactors at work."""
    office = Office()
    for fact in facts:
        await office.say(fact, "device:env_01")
    await office.settle()
    events = [event.data async for page in office.log.pages() for event in page.events]
    return [one for one in events if isinstance(one, Dispatched | Requested)]


BAD_AIR = ReadingRecorded(zone="main", channel="co2", value=2_200.0)


async def test_where_people_are_the_alert_speaks_for_the_task() -> None:
    seen = OccupancyObserved(zone="main", person_count=2, camera="cam")
    spoken, shown = await after(seen, BAD_AIR)
    assert isinstance(spoken, Requested)
    assert (spoken.purpose, spoken.tone) == ("safety", "alert")
    assert isinstance(shown, Dispatched)
    assert shown.reason == "critical"


async def test_where_nobody_was_alerted_the_task_speaks_for_itself() -> None:
    seen = OccupancyObserved(zone="main", person_count=0, camera="cam")
    shown, spoken = await after(seen, BAD_AIR)
    assert isinstance(shown, Dispatched)
    assert isinstance(spoken, Requested)
    assert spoken.purpose == "announcement"


async def test_a_task_that_waited_and_is_the_alerts_from_now_on_is_not_said_again() -> None:
    waits = Wished(title="Open a window", zone="main", issue="co2_high", urgency=1,
                   task_types=("environment",), min_people_required=5)  # fmt: skip
    seen = OccupancyObserved(zone="main", person_count=2, camera="cam")
    office = Office()
    for fact in (seen, waits, BAD_AIR):
        await office.say(fact, "device:env_01")
        await office.settle()
    events = [event.data async for page in office.log.pages() for event in page.events]
    became = [type(one) for one in events if isinstance(one, Merged | Dispatched)]
    assert became == [Merged, Dispatched]
    assert [one.purpose for one in events if isinstance(one, Requested)] == ["safety"]
