"""What no log can hold and no CloudEvent can say is refused before it is appended."""

from datetime import UTC, datetime

import pytest

from events.envelope import Event
from events.errors import InvalidCloudEvent
from events.eventlog.prepared import prepare
from events.identity import Subject, new_id
from events.tasks import Expired

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize("source", ["", "/edge/\x00", "/edge/\ud800"])
def test_a_source_that_cannot_be_written_is_refused(source: str) -> None:
    event = Event(
        id=new_id(), data=Expired(task=1), source=source, subject=Subject("task:1"), time=MORNING
    )
    with pytest.raises(InvalidCloudEvent):
        prepare(event)
