"""Devices as they are known, and the history of a channel, hour by hour."""

import random
from datetime import UTC, datetime, timedelta

from events.devices import HeartbeatReceived
from events.envelope import Recorded
from events.log import MessageRejected
from projections.devices import Devices
from projections.series import DailySeries, HourlySeries
from projections.statistics import TOPICS_LIMIT, LogStatistics, Rejections
from tests.unit.story import START, folded, reading, recorded


def beat(at_s: float, status: str = "online", **more: float) -> Recorded:
    data = HeartbeatReceived(device="env_01", status=status, **more)
    return recorded(data, "device:env_01", at_s)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_a_device_is_online_then_stale_then_offline() -> None:
    (device,) = folded(Devices(), [beat(0)]).values()
    assert [device.status(at(s)) for s in (0, 119, 120, 899, 900)] == [
        "online",
        "online",
        "stale",
        "stale",
        "offline",
    ]


def test_a_last_will_takes_effect_at_once_until_it_speaks_again() -> None:
    (gone,) = folded(Devices(), [beat(0), beat(10, "offline")]).values()
    assert (gone.status(at(11)), gone.last_seen) == ("offline", at(0))
    (back,) = folded(Devices(), [beat(0), beat(10, "offline"), beat(20)]).values()
    assert back.status(at(21)) == "online"


def test_what_a_device_does_not_say_again_is_remembered() -> None:
    (device,) = folded(Devices(), [beat(0, battery_mv=3_300.0), reading("co2", 1, 5)]).values()
    assert (device.battery_mv, device.zone, device.channels) == (3_300.0, "main", ("co2",))


def test_the_message_rate_settles_at_the_cadence_and_fades_in_silence() -> None:
    (device,) = folded(Devices(), [beat(s) for s in range(0, 3_000, 10)]).values()
    assert 5.9 < device.rate_at(at(2_990)) < 6.3
    assert device.rate_at(at(2_990 + 300)) < 2.4


def test_an_hour_is_counted_summed_and_bounded() -> None:
    rows = folded(HourlySeries(), [reading("co2", value, 60) for value in (500, 700, 600)])
    (bucket,) = rows.values()
    assert (bucket.count, bucket.mean, bucket.minimum, bucket.maximum) == (3, 600, 500, 700)
    assert bucket.start == datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_sums_are_the_same_in_whatever_order_they_are_made() -> None:
    readings = [reading("temperature", 0.1 * n + 1e-3, n) for n in range(3_000)]
    shuffled = random.Random(1).sample(readings, len(readings))
    assert folded(HourlySeries(), readings) == folded(HourlySeries(), shuffled)


def test_words_are_not_summed_and_truths_count_as_one() -> None:
    rows = folded(DailySeries(), [reading("mode", "eco", 0), reading("motion", True, 0)])
    assert {bucket.channel: bucket.sum_micro for bucket in rows.values()} == {"motion": 1_000_000}


def test_every_event_is_counted_on_its_day() -> None:
    rows = folded(LogStatistics(), [reading("co2", 1, 0), reading("co2", 1, 86_400), beat(0)])
    assert {key: row.count for key, row in rows.items()} == {
        "2026-03-02/telemetry.reading_recorded": 1,
        "2026-03-03/telemetry.reading_recorded": 1,
        "2026-03-02/devices.heartbeat_received": 1,
    }


def test_rejections_are_counted_by_topic_within_bounds() -> None:
    def rejected(topic: str) -> Recorded:
        data = MessageRejected(topic=topic, reason="no", payload="", size=0)
        return recorded(data, "topic:x", 0)

    rows = folded(Rejections(), [rejected(f"t/{n}") for n in range(TOPICS_LIMIT + 5)])
    assert len(rows) == TOPICS_LIMIT + 1
    assert rows["(others)"].count == 5
