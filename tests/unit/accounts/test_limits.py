"""Token buckets: a burst, then a rate, and never more memory than there is room for."""

from dataclasses import dataclass

from services.accounts import limits
from services.accounts.limits import Buckets, Limits


@dataclass
class Clock:
    """Stands still until it is moved."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_then_a_rate() -> None:
    clock = Clock()
    buckets = Buckets(rate_per_s=2, size=3, clock=clock)
    assert [buckets.wait_s("a") for _ in range(5)] == [0, 0, 0, 1, 1]
    clock.now = 0.5
    assert [buckets.wait_s("a"), buckets.wait_s("a")] == [0, 1]
    clock.now = 100
    assert [buckets.wait_s("a") for _ in range(4)] == [0, 0, 0, 1]


def test_everybody_has_a_bucket_of_their_own() -> None:
    buckets = Buckets(rate_per_s=1, size=1, clock=Clock())
    assert [buckets.wait_s(one) for one in "abab"] == [0, 0, 1, 1]


def test_one_learns_how_long_to_wait() -> None:
    clock = Clock()
    buckets = Buckets(rate_per_s=5 / 60, size=1, clock=clock)
    assert [buckets.wait_s("a"), buckets.wait_s("a")] == [0, 12]
    clock.now = 12
    assert buckets.wait_s("a") == 0


def test_those_who_asked_last_are_remembered() -> None:
    buckets = Buckets(rate_per_s=1, size=1, clock=Clock())
    for number in range(limits.BUCKETS):
        buckets.wait_s(str(number))
    assert buckets.wait_s("0") == 1
    buckets.wait_s("new")
    assert len(buckets._levels) == limits.BUCKETS
    assert buckets.wait_s("0") == 1


def test_what_is_open_lets_two_thousand_writes_a_second_pass() -> None:
    clock = Clock()
    buckets = Limits().writes_in_the_open
    buckets.clock = clock
    waits = []
    for millisecond in range(5_000):
        clock.now = millisecond / 1_000
        waits += [buckets.wait_s("127.0.0.1"), buckets.wait_s("127.0.0.1")]
    assert set(waits) == {0}
