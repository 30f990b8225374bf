"""Commands to devices as a log tells of them: which there are, and what ends each."""

from collections.abc import Iterable

from events.devices import (
    CommandFailed,
    CommandRequested,
    CommandSent,
    CommandSucceeded,
    CommandTimedOut,
)
from events.envelope import Recorded

AboutACommand = CommandRequested | CommandSent | CommandSucceeded | CommandFailed | CommandTimedOut

OUTCOMES = (CommandSucceeded, CommandFailed, CommandTimedOut)


def request_ids(events: Iterable[Recorded], *kinds: type[AboutACommand]) -> set[str]:
    """Of the commands that these kinds of events are about."""
    return {event.data.request_id for event in events if isinstance(event.data, kinds)}
