"""Keys that devices choose stay short enough to index, and apart."""

from events.log import MessageRejected
from events.vision import ActivityObserved
from projections.keys import KEY_LIMIT, bounded
from projections.statistics import Rejections
from projections.zones import Occupancy
from tests.unit.story import folded, recorded

LONG = "部屋" * 600
"""3,600 bytes, as a topic may have."""


def test_a_key_that_fits_is_left_alone() -> None:
    fitting = "k" * KEY_LIMIT
    assert bounded(fitting) == fitting


def test_long_keys_are_cut_and_told_apart() -> None:
    one, other = bounded(LONG + "a"), bounded(LONG + "b")
    assert one != other
    assert len(one.encode()) <= KEY_LIMIT
    assert one.startswith("部屋部屋")


def test_what_devices_call_themselves_and_their_topics_is_bounded() -> None:
    rejected = MessageRejected(topic=LONG, reason="no", payload="", size=0)
    seen = ActivityObserved(zone="main", monitor=LONG, person_count=1)
    (rejection,) = folded(Rejections(), [recorded(rejected, "topic:x", at) for at in (0, 1)])
    (observer,) = folded(Occupancy(), [recorded(seen, "zone:main", 0)])
    assert max(len(rejection.encode()), len(observer.encode())) <= KEY_LIMIT
    assert observer.startswith("main/")
