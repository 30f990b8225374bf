"""The people of the office: who is in which room, second by second, the same for the same seed.

Each person has a plan for the day: arrival, lunch, meetings, short breaks, going home.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

DAY_S = 86_400
HOUR_S = 3_600
AWAY = "away"
DESK_ROOM = "main"
MEETING_ROOM = "meeting"


@dataclass(frozen=True, slots=True, order=True)
class Move:
    """A person goes to a room, or away. `at` is in local seconds since 1970."""

    at: int
    person: int
    room: str


@dataclass(frozen=True, slots=True)
class Workforce:
    """How many people there are and what they do together."""

    headcount: int = 5
    meetings: tuple[tuple[float, float], ...] = ((10.0, 10.75),)
    """Hours of the day from which until which everybody meets."""
    works_on_weekends: bool = False


def moves_of_day(seed: int, day: int, workforce: Workforce) -> list[Move]:
    """Everybody's moves on a day, counted since 1970, in order."""
    weekend = (day + 3) % 7 >= 5
    if weekend and not workforce.works_on_weekends:
        return []
    moves: list[Move] = []
    for person in range(workforce.headcount):
        randomness = Random(f"{seed}/people/{day}/{person}")
        moves += _moves_of(person, day * DAY_S, workforce, randomness)
    return sorted(moves)


def _moves_of(person: int, midnight: int, workforce: Workforce, randomness: Random) -> list[Move]:
    arrival = randomness.gauss(8.9, 0.4)
    leaving = max(randomness.gauss(18.2, 0.7), arrival + 1)
    absences = [_lunch(randomness), *_breaks(randomness)]
    plan = [(arrival, DESK_ROOM), (leaving, AWAY)]
    for begin, end in absences:
        plan += [(begin, AWAY), (end, DESK_ROOM)]
    for begin, end in workforce.meetings:
        plan += [(begin + randomness.uniform(-0.05, 0.03), MEETING_ROOM), (end, DESK_ROOM)]
    return [
        Move(midnight + int(hour * HOUR_S), person, room)
        for hour, room in plan
        if arrival <= hour <= leaving
    ]


def _lunch(randomness: Random) -> tuple[float, float]:
    begin = randomness.uniform(11.8, 12.4)
    return begin, begin + randomness.uniform(0.5, 1.0)


def _breaks(randomness: Random) -> Iterator[tuple[float, float]]:
    for begin in (9.5, 15.2, 17.0):
        start = begin + randomness.uniform(0.0, 0.6)
        yield start, start + randomness.uniform(0.05, 0.2)


class Presence:
    """Where everybody is, as time goes on."""

    def __init__(self, seed: int, workforce: Workforce, start: int) -> None:
        self._seed = seed
        self._workforce = workforce
        self._day = start // DAY_S
        self._ahead = moves_of_day(seed, self._day, workforce)[::-1]
        self._where: dict[int, str] = {}
        self._counts: Counter[str] = Counter()
        self.until(start)

    def count(self, room: str) -> int:
        return self._counts[room]

    def until(self, moment: int) -> list[Move]:
        """Let the moves up to `moment` happen, and return those that changed somebody's room."""
        happened = self._through_day(moment)
        while (self._day + 1) * DAY_S <= moment:
            self._day += 1
            self._ahead = moves_of_day(self._seed, self._day, self._workforce)[::-1]
            happened += self._through_day(moment)
        if happened:
            self._counts = Counter(self._where.values())
        return happened

    def _through_day(self, moment: int) -> list[Move]:
        happened: list[Move] = []
        while self._ahead and self._ahead[-1].at <= moment:
            move = self._ahead.pop()
            if self._where.get(move.person, AWAY) != move.room:
                self._where[move.person] = move.room
                happened.append(move)
        return happened
