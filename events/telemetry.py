"""Telemetry: what sensors measured."""

from typing import Annotated

from pydantic import Field, StrictBool, StrictFloat, StrictInt, StrictStr

from events.payload import Payload

Whole = Annotated[StrictInt, Field(ge=-(2**53), le=2**53)]
"""An integer that every JSON reader takes as it is."""

Number = Annotated[int, Field(ge=0, le=2**53)]
"""Of a message, counted by its device since it started."""


class ReadingRecorded(Payload, exogenous=True):
    """A sensor reported one value of one channel."""

    zone: str
    """The room or area that the sensor belongs to."""
    channel: str
    """What was measured: `temperature`, `humidity`, `co2`, `motion`, `door` …"""
    value: StrictBool | Whole | StrictFloat | Annotated[StrictStr, Field(max_length=1_024)]
    """The value, in `unit` if given, else in the channel's usual unit; 0 and false are values."""
    unit: str | None = None
    """As the device named it."""
    boot: str | None = None
    """Changes whenever the device restarts; with `seq` it identifies the message."""
    seq: Number | None = None
    """Running number of the device's messages since `boot`, over all its channels."""
    reported_time: str | None = None
    """The device's own time stamp, kept where it was out of range and arrival time was used."""
