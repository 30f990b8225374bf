"""Devices that are kept: at most so many, and the right ones give way."""

from collections.abc import Iterator
from typing import Any

import pytest

from events.devices import (
    CameOnline,
    HeartbeatReceived,
    Registered,
    StateReported,
    TrustChanged,
    WentOffline,
)
from events.envelope import Recorded
from projections import roster
from projections.projection import State
from projections.roster import Kept, Roster
from projections.trust import Standing
from tests.unit.story import recorded

LONG_S = 7_200.0
"""Long enough to be trusted."""


def online(device: str, at_s: float = 0) -> Recorded:
    return recorded(CameOnline(device=device), f"device:{device}", at_s)


def offline(device: str, at_s: float) -> Recorded:
    return recorded(WentOffline(device=device, silent_s=0), f"device:{device}", at_s)


def beat(device: str, at_s: float, status: str = "online") -> Recorded:
    said = HeartbeatReceived(device=device, status=status)
    return recorded(said, f"device:{device}", at_s)


def registered(device: str, at_s: float) -> Recorded:
    return recorded(Registered(device=device), f"device:{device}", at_s)


def word(device: str, trusted: bool, at_s: float = 0) -> Recorded:
    return recorded(TrustChanged(device=device, trusted=trusted), f"device:{device}", at_s)


class Counting(State[Any]):
    """A state that counts how often all of it is looked at."""

    looked: int = 0

    def __iter__(self) -> Iterator[str]:
        self.looked += 1
        return super().__iter__()


class Office:
    def __init__(self, *events: Recorded) -> None:
        self.state = Counting()
        self.roster = Roster("standings", "equipment")
        self.tell(*events)

    def tell(self, *events: Recorded) -> None:
        for event in events:
            self.roster.told(self.state, event)

    def standing(self, device: str) -> Standing | None:
        known = self.state.get(f"standings/{device}")
        return known if isinstance(known, Standing) else None

    def hears_state(self, device: str, at_s: float) -> None:
        said = StateReported(device=device, device_type="fan", state={})
        event = recorded(said, f"device:{device}", at_s)
        if self.roster.admits(self.state, device, event):
            self.state.put(f"equipment/{device}", "a fan")

    def is_online(self, device: str) -> bool:
        standing = self.standing(device)
        return standing is not None and standing.online_since is not None

    @property
    def known(self) -> set[str]:
        return {key.partition("/")[2] for key in self.state.rows() if key != roster.KEY}


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster, "DEVICES_LIMIT", 4)
    monkeypatch.setattr(roster, "GIVING_WAY", 1)


def test_a_newcomer_takes_the_place_of_one_that_went_away() -> None:
    office = Office(*map(online, "abcd"), offline("c", 5), online("e", 6))
    assert office.known == set("abde")


def test_of_those_that_are_there_the_newest_gives_way() -> None:
    office = Office(*(online(one, at_s) for at_s, one in enumerate("abcde")))
    assert office.known == set("abce")


def test_whoever_is_trusted_stays_though_away() -> None:
    office = Office(online("a"), offline("a", LONG_S))
    office.tell(*(online(one, LONG_S + 1) for one in "bcdefgh"))
    assert "a" in office.known


def test_a_distrust_is_not_shed_by_being_forgotten() -> None:
    office = Office(online("bad"), word("bad", False), offline("bad", 1))
    office.tell(*(online(f"junk_{number}", 2) for number in range(50)))
    standing = office.standing("bad")
    assert standing is not None
    assert standing.word is False


def test_where_an_operator_vouched_for_all_only_an_operator_adds_one() -> None:
    office = Office(*(word(one, True) for one in "abcd"), online("e", 1))
    assert office.known == set("abcd")
    office.tell(word("f", True, 2))
    assert office.known == set("abcdf")


def test_one_that_was_forgotten_and_is_still_heard_is_there() -> None:
    """Liveness says nothing of it: for liveness, it never went."""
    office = Office(*map(online, "abcd"), beat("late", 9))
    standing = office.standing("late")
    assert standing is not None
    assert standing.online_since == beat("late", 9).recorded_at
    office.tell(beat("gone", 10, status="offline"))
    gone = office.standing("gone")
    assert gone is not None
    assert gone.online_since is None


def test_one_that_was_forgotten_is_there_though_its_state_was_heard_before_its_heartbeat() -> None:
    office = Office(*map(online, "abcd"))
    office.hears_state("late", 9)
    assert not office.is_online("late")
    office.tell(beat("late", 10))
    assert office.is_online("late")


@pytest.mark.parametrize("first", [registered("late", 9), word("late", True, 9)])
def test_what_others_said_of_a_forgotten_one_does_not_keep_it_away(first: Recorded) -> None:
    office = Office(*map(online, "abcd"), first)
    assert not office.is_online("late")
    office.tell(beat("late", 10))
    assert office.is_online("late")


def test_one_that_went_offline_stays_so_until_it_is_heard() -> None:
    office = Office(online("a"), offline("a", 5))
    office.tell(registered("a", 6), word("a", True, 7), beat("a", 8, status="offline"))
    assert not office.is_online("a")
    office.tell(beat("a", 9), offline("a", 300))
    assert not office.is_online("a")


def test_nobody_is_remembered_for_leaving() -> None:
    office = Office(*map(online, "abcd"), offline("x", 1))
    assert office.known == set("abcd")


def test_all_rows_of_a_device_go_together() -> None:
    office = Office(*map(online, "abcd"), offline("b", 1))
    office.state.put("equipment/b", "a lamp")
    office.tell(online("e", 2))
    assert "b" not in office.known


def test_newcomers_seldom_cost_a_look_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster, "DEVICES_LIMIT", 40)
    monkeypatch.setattr(roster, "GIVING_WAY", 10)
    office = Office(*(online(f"junk_{number}") for number in range(140)))
    assert office.state.looked == 10
    assert office.state.get(roster.KEY) == Kept(len(office.known)) == Kept(40)
