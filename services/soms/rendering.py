"""An event as a person reads it on one line, and as JSON."""

from typing import Any

import orjson

from events.cloudevents import encode
from events.envelope import Recorded

LINE_DATA_LIMIT = 120
"""Characters of data on a line, at most."""


def event_line(event: Recorded) -> str:
    """`position  time  type  subject  data`, aligned."""
    data = event.data_json.decode()
    shown = data if len(data) <= LINE_DATA_LIMIT else data[: LINE_DATA_LIMIT - 1] + "…"
    moment = event.time.astimezone().strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
    return f"{event.position:>9}  {moment}  {event.type:<28} {event.subject:<32} {shown}"


def event_object(event: Recorded) -> dict[str, Any]:
    """The CloudEvent as a JSON object."""
    decoded: dict[str, Any] = orjson.loads(encode(event))
    return decoded
