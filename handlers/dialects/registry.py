"""All dialects, and the words of their patterns that configuration fills in."""

from collections.abc import Sequence

from handlers.dialects.message import Dialect
from handlers.dialects.places import Places
from handlers.dialects.sensor import SensorDialect


def dialects(places: Places) -> Sequence[Dialect]:
    """One of each; the order does not matter, the topic decides."""
    _ = places
    return (SensorDialect(),)
