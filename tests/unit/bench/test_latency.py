"""How waits are counted."""

from datetime import UTC, datetime, timedelta

import pytest

from services.soms.bench.latency import Arrivals

SAID = datetime(2026, 1, 5, tzinfo=UTC)


def _after(ms: int) -> datetime:
    return SAID + timedelta(milliseconds=ms)


def test_a_reading_that_is_shown_again_counts_once() -> None:
    arrivals = Arrivals(interval_s=0.05)
    arrivals.note("load_1", 1, SAID, _after(20))
    arrivals.note("load_1", 1, SAID, _after(90))
    assert arrivals.waits_ms == pytest.approx([20])


def test_readings_that_were_overtaken_waited_longer_than_the_one_that_is_shown() -> None:
    arrivals = Arrivals(interval_s=0.05)
    arrivals.note("load_1", 3, SAID, _after(20))
    assert arrivals.waits_ms == pytest.approx([20, 70, 120])
