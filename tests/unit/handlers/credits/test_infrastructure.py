"""Devices earn for their owners while they are seen, and not a second longer."""

from collections.abc import Iterable

import pytest

from events.credits import RewardRateChanged, Transferred, WalletOpened
from events.devices import HeartbeatReceived
from events.envelope import Recorded
from handlers.credits.infrastructure import Infrastructure
from tests.unit.handlers.credits.stories import fact, moves, opened, registered
from tests.unit.story import START, Story, reading, recorded


@pytest.fixture
def story() -> Story:
    return Story(Infrastructure()).given(
        *opened(5, 6), registered("env_01", device_type="llm_node")
    )


def beat(at_s: float, status: str = "online") -> Recorded:
    return recorded(HeartbeatReceived(device="env_01", status=status), "device:env_01", at_s)


def beats(*seconds: float) -> list[Recorded]:
    return [beat(at_s) for at_s in seconds]


def paid(story: Story, events: Iterable[Recorded]) -> list[int]:
    return [movement["wallet:5"] for movement in moves(story.when(*events))]


def test_five_minutes_are_paid_by_the_hour(story: Story) -> None:
    assert paid(story, beats(0, 100, 200, 299)) == []
    assert paid(story, beats(300)) == [416]
    assert paid(story, beats(599)) == []
    assert paid(story, beats(600)) == [417]


def test_the_payment_names_the_device_and_the_second(story: Story) -> None:
    story.given(beat(0))
    (draft,) = story.reactor.step(story.state, beat(300))
    assert isinstance(draft.data, Transferred)
    epoch = int(START.timestamp()) + 300
    assert draft.data.reference == f"infra:env_01:{epoch}"
    assert (draft.subject, draft.tags) == (
        "wallet:5",
        ("wallet:0", f"reference:infra:env_01:{epoch}"),
    )


def test_a_month_of_silence_is_paid_nothing(story: Story) -> None:
    month_s = 30 * 86_400
    assert paid(story, beats(0, 200, month_s, month_s + 99)) == []
    assert paid(story, beats(month_s + 100)) == [416]


def test_silence_of_up_to_twice_the_minimum_is_no_absence(story: Story) -> None:
    assert paid(story, beats(0, 600)) == [833]
    assert paid(story, beats(1_201)) == []


def test_a_last_will_ends_it(story: Story) -> None:
    assert paid(story, [beat(0), beat(299), beat(300, "offline"), beat(500)]) == []
    assert paid(story, beats(501)) == [416]


def test_a_device_is_heard_by_whatever_it_says_when_it_arrives(story: Story) -> None:
    late = [reading("co2", 500, at_s, late_s=300 - at_s) for at_s in (0, 100, 200)]
    assert paid(story, late) == []  # all arrived at once, whatever time they bear
    assert paid(story, [reading("co2", 500, 600)]) == [416]


@pytest.mark.parametrize(
    "said",
    [
        registered("env_01", active=False),
        registered("env_01", device_type="toaster"),
        registered("env_02"),
    ],
    ids=["inactive", "of another kind", "another"],
)
def test_who_else_is_heard_earns_nothing(said: Recorded) -> None:
    story = Story(Infrastructure()).given(said)
    assert paid(story, beats(0, 300, 600)) == []


def test_a_device_that_names_its_own_owner_earns_nothing() -> None:
    story = Story(Infrastructure()).given(registered("env_01", command=None))
    assert paid(story, beats(0, 300)) == []


def test_a_rate_holds_from_when_it_is_set(story: Story) -> None:
    rate = RewardRateChanged(device_type="llm_node", rate_per_hour_milli=3_600, min_uptime_s=60)
    story.given(beat(0), fact(rate, "reward_rate:llm_node"))
    assert paid(story, beats(59, 60, 120)) == [60, 60]
    free = RewardRateChanged(device_type="llm_node", rate_per_hour_milli=0, min_uptime_s=0)
    assert paid(story, [fact(free, "reward_rate:llm_node"), *beats(180, 240)]) == []


def test_two_payments_never_share_a_second(story: Story) -> None:
    rate = RewardRateChanged(device_type="llm_node", rate_per_hour_milli=10**9, min_uptime_s=0)
    story.given(fact(rate, "reward_rate:llm_node"))
    made = story.when(*beats(0, 0.3, 0.6, 0.9, 1.2, 1.5, 2.4, 2.5))
    references = [data.reference for data in made if isinstance(data, Transferred)]
    assert len(references) == len(set(references)) == 2


def test_a_wallet_is_opened_for_who_has_none() -> None:
    story = Story(Infrastructure()).given(registered("env_01", owner=9))
    wallet_opened, _ = story.when(*beats(0, 300))
    assert wallet_opened == WalletOpened(wallet=9)
    assert len(story.when(*beats(600))) == 1


def test_a_new_owner_is_not_paid_for_the_time_before(story: Story) -> None:
    story.given(*beats(0, 299), registered("env_01", owner=6, device_type="llm_node"))
    assert story.when(*beats(300, 599)) == []
    assert moves(story.when(*beats(600)))[0]["wallet:6"] == 416
