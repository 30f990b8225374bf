"""The views of the books: balances, supply, claims, rewards, devices and rates."""

from dataclasses import replace

from events.credits import RewardRateChanged
from events.envelope import Recorded
from events.identity import Subject
from handlers.credits.movements import moved, movement
from projections.accounts import Accounts
from projections.claims import Claims
from projections.experience import Experience, zone_of
from projections.projection import State
from projections.reward_rates import RewardRate, RewardRates, rate_of
from projections.rewards import Rewards
from projections.supply import KEY, Supply, SupplyProjection
from tests.unit.handlers.credits.stories import (
    DIGEST,
    claim_issued,
    claim_redeemed,
    claim_timer_fired,
    fact,
    given_credits,
    of_draft,
    opened,
    registered,
    reserved,
    xp_granted,
)
from tests.unit.story import folded

BURNED = Subject("account:burned")


def burned(person: int, amount: int) -> Recorded:
    wallet = Subject.of("wallet", person)
    return of_draft(movement(wallet, moved(wallet, BURNED, amount, "FEE_BURN")), at_s=60)


def test_every_account_has_its_balance_and_the_number_of_its_entries() -> None:
    rows = folded(Accounts(), [*opened(5), given_credits(5, 1_000), burned(5, 20), reserved()])
    assert {name: (row.balance_milli, row.entries) for name, row in rows.items()} == {
        "wallet:5": (980, 2),
        "wallet:0": (-2_000, 2),
        "account:burned": (20, 1),
        "escrow:42": (1_000, 1),
    }
    assert rows["wallet:5"].updated_at > rows["wallet:5"].opened_at


def test_a_wallet_that_is_opened_twice_is_as_old_as_it_was() -> None:
    (first,) = opened(5)
    second = replace(first, time=burned(5, 1).time)
    rows = folded(Accounts(), [first, given_credits(5, 1_000), second])
    assert rows["wallet:5"].opened_at == first.time
    assert rows["wallet:5"].balance_milli == 1_000


def test_what_circulates_is_what_was_issued_less_what_was_burned() -> None:
    events = [given_credits(5, 1_000), given_credits(6, 500), burned(5, 20), reserved(amount=300)]
    assert folded(SupplyProjection(), events)[KEY] == Supply(1_500, 20, 1_480, 300)


def test_credits_in_escrow_are_not_issued_until_they_are_paid() -> None:
    escrow, wallet = Subject("escrow:42"), Subject("wallet:5")
    paid = of_draft(movement(wallet, moved(escrow, wallet, 1_000, "TASK_REWARD")))
    assert folded(SupplyProjection(), [reserved()])[KEY] == Supply(0, 0, 0, 1_000)
    assert folded(SupplyProjection(), [reserved(), paid])[KEY] == Supply(1_000, 0, 1_000, 0)


def test_a_claim_is_redeemed_or_it_expires() -> None:
    redeemed = folded(Claims(), [claim_issued(), claim_redeemed(person=5), claim_timer_fired()])
    assert (redeemed[DIGEST].status, redeemed[DIGEST].person) == ("redeemed", 5)
    expired = folded(Claims(), [claim_issued(), claim_timer_fired(), claim_redeemed(person=5)])
    assert (expired[DIGEST].status, expired[DIGEST].person) == ("expired", None)


def test_a_reward_knows_its_claim() -> None:
    (reward,) = folded(Rewards(), [reserved(), claim_issued()]).values()
    assert (reward.task, reward.amount_milli, reward.claim) == (42, 1_000, DIGEST)


def test_a_device_gains_experience_once_it_has_an_owner() -> None:
    events = [xp_granted("a", 5), registered("a"), xp_granted("a", 10), xp_granted("a", 20)]
    rows = folded(Experience(), [*events, registered("a", "lab", owner=None, display_name="A")])
    device = rows["a"]
    assert (device.owner, device.xp, device.zone, device.display_name) == (5, 30, "lab", "A")


def test_what_a_device_says_of_itself_makes_it_nobodys() -> None:
    assert folded(Experience(), [registered("a", command=None)]) == {}
    rows = folded(Experience(), [registered("a"), registered("a", "lab", owner=6, command=None)])
    assert (rows["a"].owner, rows["a"].zone) == (5, "main")


def test_a_zone_is_the_second_level_of_a_topic() -> None:
    prefixes = ("office/main/sensor/a", "office/main", "office/ma_n/x", "office", "office//x", "")
    assert [zone_of(one) for one in prefixes] == ["main", "main", "ma_n", None, None, None]


def test_rates_hold_until_others_are_set() -> None:
    state: State[RewardRate] = State()
    known = {kind: rate_of(state, kind) for kind in ("llm_node", "hub", "sensor_node", "x", None)}
    assert [rate and rate.rate_per_hour_milli for rate in known.values()] == [
        5_000,
        1_000,
        500,
        None,
        None,
    ]
    changed = RewardRateChanged(device_type="hub", rate_per_hour_milli=7, min_uptime_s=60)
    rows = folded(RewardRates(), [fact(changed, "reward_rate:hub")])
    hub = rate_of(State(rows), "hub")
    assert hub is not None
    assert (hub.rate_per_hour_milli, hub.min_uptime_s) == (7, 60)
