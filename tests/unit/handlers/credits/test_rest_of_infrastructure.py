"""What a payment rounds off is not lost: over hours a device earns its rate, and nothing else."""

from collections.abc import Iterable

import pytest

from events.credits import RewardRateChanged
from events.envelope import Recorded
from handlers.credits.infrastructure import Infrastructure
from tests.unit.handlers.credits.stories import fact, moves, opened, registered
from tests.unit.handlers.credits.test_infrastructure import beats
from tests.unit.story import Story

HOUR_S = 3_600
FIVE_MINUTES = range(0, HOUR_S + 1, 300)


def rate(kind: str, per_hour: int, min_uptime_s: int = 300) -> Recorded:
    data = RewardRateChanged(
        device_type=kind, rate_per_hour_milli=per_hour, min_uptime_s=min_uptime_s
    )
    return fact(data, f"reward_rate:{kind}")


def story(kind: str = "sensor_node") -> Story:
    return Story(Infrastructure()).given(*opened(5), registered("env_01", device_type=kind))


def paid(story: Story, seconds: Iterable[int]) -> list[int]:
    return [movement["wallet:5"] for movement in moves(story.when(*beats(*seconds)))]


@pytest.mark.parametrize(
    ("kind", "earns"), [("sensor_node", 500), ("hub", 1_000), ("llm_node", 5_000)]
)
def test_an_hour_in_twelve_parts_earns_the_rate_of_an_hour(kind: str, earns: int) -> None:
    assert sum(paid(story(kind), FIVE_MINUTES)) == earns


def test_thirds_of_a_milli_credit_add_up() -> None:
    assert paid(story(), FIVE_MINUTES)[:6] == [41, 42, 42, 41, 42, 42]


def test_a_second_at_a_time_earns_the_rate_of_an_hour() -> None:
    busy = story("llm_node").given(rate("llm_node", 5_000, min_uptime_s=1))
    assert sum(paid(busy, range(HOUR_S + 1))) == 5_000


def test_a_rate_below_one_milli_credit_a_payment_is_paid_when_one_has_come_together() -> None:
    slow = story().given(rate("sensor_node", 7))
    assert paid(slow, FIVE_MINUTES) == [1] * 7


def test_another_rate_makes_nothing_up_of_the_time_before() -> None:
    slow = story().given(rate("sensor_node", 1))
    assert paid(slow, range(0, 3_001, 300)) == []  # 5/6 of a milli-credit
    assert paid(slow.given(rate("sensor_node", 5_000)), [3_300]) == [417]  # and 416 2/3


def test_time_at_a_rate_of_nothing_stays_unpaid() -> None:
    free = story().given(rate("sensor_node", 0))
    assert paid(free, FIVE_MINUTES) == []
    assert paid(free.given(rate("sensor_node", 500)), [HOUR_S + 300]) == [41]


def test_a_new_owner_begins_without_the_rest_of_the_one_before() -> None:
    old = story().given(*beats(0, 300), registered("env_01", owner=6))  # 2/3 are left
    made = moves(old.when(*beats(600, 900)))
    assert [movement["wallet:6"] for movement in made] == [41]
