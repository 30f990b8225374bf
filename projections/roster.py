"""Roster: of which devices a state keeps rows. They choose their names; there are never too many.

Where there is no room, a batch of those that mean least gives way, so that a newcomer costs next to
nothing: first who is not trusted, then who is away, then who was there for the shortest time. One
that an operator gave their word on never does: no device sheds a distrust by being forgotten.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import nsmallest
from typing import Any

from events.devices import TrustChanged, WentOffline
from events.envelope import Recorded
from projections.devices import is_last_will
from projections.projection import State
from projections.shelves import Shelf
from projections.timers import HEARD
from projections.trust import Standing, Trust

DEVICES_LIMIT = 10_000
"""Five times as many as an office is meant to have."""
GIVING_WAY = 500
"""So many at once: to find them, all are looked at."""

KEY = "roster"
"""Of the row that counts them."""

_TRUST = Trust()

Whole = State[Any]
"""A state with rows of every shelf."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Of how many devices there are rows."""

    devices_kept: int


class Roster:
    """The devices on some shelves of a state, on the first of which their standings lie."""

    def __init__(
        self,
        standings: str,
        *others: str,
        leave: Callable[[Whole, str], None] = lambda _state, _device: None,
    ) -> None:
        """`leave` is told of who gives way, before their rows go."""
        self._standings = standings
        self._shelves = (standings, *others)
        self._leave = leave

    def told(self, state: Whole, event: Recorded) -> bool:
        """Fold what an event of `Trust` says of its device; False where it is not kept.

        Who was forgotten, and still is heard, comes online a second time: nobody else would say so.
        One that went offline is back with that heartbeat, too: liveness is about to say the same.
        """
        device = event.subject.name
        if not self.admits(state, device, event):
            return False
        standings: State[Standing] = Shelf(state, self._standings)
        _TRUST.apply(standings, event)
        known = standings.get(device)
        is_heard = event.type in HEARD and not is_last_will(event)
        if is_heard and known is not None and known.online_since is None:
            standings.put(device, replace(known, online_since=event.recorded_at))
        return True

    def admits(self, state: Whole, device: str, event: Recorded) -> bool:
        """Whether rows of the device are kept; whoever asks puts one where they are."""
        if self._has(state, device):
            return True
        if isinstance(event.data, WentOffline):
            return False
        kept = self._kept(state)
        if kept >= DEVICES_LIMIT:
            kept -= self._make_room(state, event.recorded_at)
        if kept >= DEVICES_LIMIT and not isinstance(event.data, TrustChanged):
            return False
        state.put(KEY, Kept(kept + 1))
        return True

    def _has(self, state: Whole, device: str) -> bool:
        return any(state.get(f"{shelf}/{device}") is not None for shelf in self._shelves)

    def _kept(self, state: Whole) -> int:
        known = state.get(KEY)
        return known.devices_kept if isinstance(known, Kept) else 0

    def _make_room(self, state: Whole, now: datetime) -> int:
        """Let those that mean least go; how many there were."""
        gone = nsmallest(GIVING_WAY, self._dispensable(state, now))
        for *_, device in gone:
            self._leave(state, device)
            for shelf in self._shelves:
                state.remove(f"{shelf}/{device}")
        return len(gone)

    def _dispensable(self, state: Whole, now: datetime) -> Iterable[tuple[bool, bool, float, str]]:
        """Devices that nobody vouched for or warned of, and what each means."""
        standings: State[Standing] = Shelf(state, self._standings)
        named = (key.partition("/") for key in state)
        for device in {name for shelf, _, name in named if shelf in self._shelves}:
            known = standings.get(device) or Standing(device)
            if known.word is None:
                online = known.online_since is not None
                yield known.trusted_at(now), online, known.online_s_at(now), device
