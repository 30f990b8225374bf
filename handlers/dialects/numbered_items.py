"""Numbers in a CloudEvent: of the device that publishes it, or of the leaf that it is about.

A client that numbers whatever it sends puts `boot` and `seq` beside the event's attributes; the
data of readings and heartbeats has room for numbers of its own.
"""

from collections.abc import Iterator

from handlers.dialects.address import Address, fit
from handlers.dialects.identity import Numbering
from handlers.dialects.receipt import number_in

Numbered = tuple[Address, Numbering]
"""A number and whose it is."""


def numbers_of(item: object, device: Address) -> Iterator[Numbered]:
    """Each number in an item, sound or not, and whose it is."""
    if not isinstance(item, dict):
        return
    if (number := number_in(item)) is not None:
        yield device, number
    data = item.get("data")
    if isinstance(data, dict) and (number := number_in(data)) is not None:
        subject = item.get("subject")
        about = subject.removeprefix("device:") if isinstance(subject, str) else data.get("device")
        yield _leaf(about, device) or device, number


def _leaf(named: object, device: Address) -> Address | None:
    own = isinstance(named, str) and named.startswith(f"{device.device}.") and fit(named)
    return Address(device=str(named)) if own else None
