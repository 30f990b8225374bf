"""An operator's word about a device, put on record once: it may be commanded, or it may not."""

from datetime import UTC, datetime

from events.devices import TrustChanged
from events.envelope import Event, Recorded
from events.errors import SomsError
from events.eventlog import EventLog
from events.identity import Position, Subject, new_id
from events.query import Query
from handlers.device_commands import device_subject
from projections.devices import Devices

_HEARD = Query(types=Devices.handles)
_WORD = Query(types=frozenset({TrustChanged.event_type}))


class UnknownDevice(SomsError):
    """Nobody by that name has ever been heard."""

    def __init__(self, device: str) -> None:
        super().__init__(f"no device {device!r:.140} has ever been heard")
        self.device = device


async def say_trust(
    log: EventLog, device: str, trusted: bool, *, source: str, actor: Subject | None
) -> Position:
    """The position of the word that stands: a new one only if it is another than before.

    Raises `UnknownDevice`, and `InvalidSubject` for a name that no device can have.
    """
    subject = device_subject(device)
    if await _newest(log, subject, _HEARD) is None:
        raise UnknownDevice(device)
    said = await _newest(log, subject, _WORD)
    if said is not None and isinstance(said.data, TrustChanged) and said.data.trusted is trusted:
        return said.position
    (position,) = await log.append(
        [
            Event(
                id=new_id(),
                data=TrustChanged(device=device, trusted=trusted),
                source=source,
                subject=subject,
                time=datetime.now(UTC),
                actor=actor,
            )
        ]
    )
    return position


async def _newest(log: EventLog, subject: Subject, query: Query) -> Recorded | None:
    about = Query(about=frozenset({subject}), types=query.types)
    found = await log.backward(query=about, limit=1)
    return found[0] if found else None
