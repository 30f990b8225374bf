"""Rewards of infrastructure: for the time that a device was seen, to its owner, once."""

import pytest

from events.credits import RewardRateChanged
from events.envelope import Recorded
from tests.unit.handlers.audit.evidence import Flow, found, identified, movement
from tests.unit.handlers.credits.stories import fact, opened, registered
from tests.unit.story import START, reading

SEEN = [identified(reading("temperature", 20.0, at), 100 + at) for at in range(0, 301, 60)]
LAST = SEEN[-1]
PRESENT = [*opened(5, 6), registered("env_01"), *SEEN]
"""Positions 1 to 9; the last is the sign of life that pays."""

REFERENCE = f"infra:env_01:{int(START.timestamp()) + 300}"


def rent(amount: int, person: int = 5, cause: Recorded = LAST, by: str = REFERENCE) -> Recorded:
    flow: Flow = ("wallet:0", f"wallet:{person}", amount, "INFRASTRUCTURE_REWARD")
    return movement(flow, cause=cause, reference=by)


def test_five_minutes_earn_five_minutes() -> None:
    assert found(PRESENT, rent(41)) == []


def test_the_rest_of_five_minutes_is_earned_with_the_next() -> None:
    late = identified(reading("temperature", 20.0, 600), 99)
    by = f"infra:env_01:{int(START.timestamp()) + 600}"
    assert found(PRESENT, rent(41), late, rent(42, cause=late, by=by)) == []
    said = found(PRESENT, rent(41), late, rent(41, cause=late, by=by))
    assert said == [(12, "pays 41 where 42 were earned")]


@pytest.mark.parametrize("amount", [40, 42])
def test_another_amount_is_found(amount: int) -> None:
    assert found(PRESENT, rent(amount)) == [(10, f"pays {amount} where 41 were earned")]


def test_another_owner_is_found() -> None:
    assert found(PRESENT, rent(41, 6)) == [
        (10, "pays wallet:6 for what the device of wallet:5 earned")
    ]


def test_another_reference_is_found() -> None:
    assert found(PRESENT, rent(41, by="infra:env_01:1")) == [
        (10, f"pays by infra:env_01:1, and not by {REFERENCE}")
    ]


def test_a_device_earns_once() -> None:
    assert (11, "pays 41 for a device that earned nothing just then") in found(
        PRESENT, rent(41), rent(41)
    )


def test_a_device_of_nobodys_earns_nothing() -> None:
    said = found(opened(5), SEEN, rent(41))
    assert said == [(8, "pays 41 for a device that earned nothing just then")]


def test_time_in_which_nobody_heard_of_it_earns_nothing() -> None:
    late = identified(reading("temperature", 20.0, 3_600), 99)
    said = found(PRESENT[:3], SEEN[0], late, rent(500, cause=late))
    assert said == [(6, "pays 500 for a device that earned nothing just then")]


def test_the_rate_is_that_of_its_moment() -> None:
    data = RewardRateChanged(device_type="sensor_node", rate_per_hour_milli=1_200, min_uptime_s=300)
    raised = fact(data, "reward_rate:sensor_node")
    assert found(PRESENT[:3], raised, SEEN, rent(100)) == []
    assert found(PRESENT, raised, rent(100)) == [(11, "pays 100 where 41 were earned")]
