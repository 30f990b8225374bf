"""How a message names its events, so that a repeat makes no second one.

A device that brings `id`, or `boot` and `seq`, decides the ids itself; for any other the recorder's
id of the message does. The same message gives the same ids, whichever recorder takes it.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from uuid_utils.compat import uuid5

from handlers.dialects.address import checked
from handlers.dialects.errors import Rejected

EDGE = UUID("6f1c7c3e-58b0-5d5c-9d0b-2f9a4b7be1d4")
"""Namespace of the ids that follow from what a device says about itself."""

OURS = 5
"""The UUID version of ids that follow from a cause (R4); no device may take them beforehand."""

SEQ_LIMIT = 2**53

_NAMING = ("id", "boot", "seq")

BOOTS_KEPT = 4_096
"""Values of `boot` that are remembered to be well formed."""


class Numbering(NamedTuple):
    """A device's own count of its messages since it started."""

    boot: str
    seq: int


def numbering(fields: Mapping[str, object]) -> Numbering | None:
    """`boot` and `seq` of a message that has both. Raises `Rejected`."""
    boot, seq = fields.get("boot"), fields.get("seq")
    if boot is None or seq is None:
        return None
    if isinstance(boot, bool) or not isinstance(boot, (str, int)):
        raise Rejected.field("boot", boot, "a string")
    if isinstance(seq, bool) or not isinstance(seq, int) or not 0 <= seq <= SEQ_LIMIT:
        raise Rejected.field("seq", seq, f"an integer from 0 to {SEQ_LIMIT}")
    return Numbering(_boot(str(boot)), seq)


def naming(fields: Mapping[str, object]) -> dict[str, object]:
    """What of a message's fields names its events where nobody has agreed on what `id` means.

    One that is no UUID is the device's own affair, and costs nothing.
    """
    named = {name: fields[name] for name in _NAMING if fields.get(name) is not None}
    if _uuid(named.get("id")) is None:
        named.pop("id", None)
    return named


@lru_cache(BOOTS_KEPT)
def _boot(value: str) -> str:
    return checked("boot", value)


def event_ids(
    message_id: UUID, device: str, fields: Mapping[str, object], count: int
) -> list[UUID]:
    """The ids of a message's `count` events, in order. Raises `Rejected`."""
    if (given := fields.get("id")) is not None:
        own = own_id(device, given)
        return [own] if count == 1 else [uuid5(own, str(n)) for n in range(count)]
    number = numbering(fields)
    return [_place_id(message_id, device, number, place) for place in range(count)]


def event_id(message_id: UUID, device: str, given: object, number: Numbering | None) -> UUID:
    """The id of a message's only event, where `given` is its `id`. Raises `Rejected`."""
    if given is not None:
        return own_id(device, given)
    return _place_id(message_id, device, number, 0)


def _place_id(message_id: UUID, device: str, number: Numbering | None, place: int) -> UUID:
    if number is not None:
        return numbered_id(device, number, place)
    return uuid5(message_id, str(place)) if place else message_id


def numbered_id(device: str, number: Numbering, ordinal: int | str) -> UUID:
    """The id of one event of a numbered message."""
    return uuid5(EDGE, f"{device}/{number.boot}/{number.seq}/{ordinal}")


def own_id(device: str, value: object) -> UUID:
    """The id that a device gave; one of a kind that SOMS derives itself is tied to the device."""
    own = _uuid(value)
    if own is None:
        raise Rejected.field("id", value, "a UUID")
    return uuid5(EDGE, f"{device}/{own}") if own.version == OURS else own


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
