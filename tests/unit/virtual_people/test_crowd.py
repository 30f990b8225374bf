"""Simulated people: they take time, they do not all care, and what they take they finish."""

from collections import Counter
from random import Random

from services.virtual_people.crowd import HESITATION_S, PATIENCE, WORK_S, Crowd, Seen, Tap
from services.virtual_people.wishes import EVERY_S, FIRST_AFTER_S, Wishes

PEOPLE = (1, 2, 3)


def crowd(seed: int = 1) -> Crowd:
    return Crowd(PEOPLE, Random(seed))


def lived(people: Crowd, seconds: int, task: int = 7) -> list[Tap]:
    """What becomes of one task, looked at each second until it is done."""
    taps: list[Tap] = []
    seen = Seen(task, None, accepted=False)
    for now in range(seconds):
        for tap in people.look([seen], float(now)):
            taps.append(tap)
            if tap.deed == "accept":
                seen = Seen(task, tap.person, accepted=True)
            if tap.deed == "complete":
                return taps
    return taps


def test_nobody_takes_a_task_at_once() -> None:
    assert crowd().look([Seen(1, None, accepted=False)], 0.0) == []


def test_who_takes_a_task_finishes_it() -> None:
    for seed in range(20):
        taps = lived(crowd(seed), 600)
        deeds = [tap.deed for tap in taps if tap.deed != "ignore"]
        assert deeds in (["accept", "complete"], [])
        assert len({tap.person for tap in taps if tap.deed != "ignore"}) <= 1


def test_a_task_that_nobody_wants_is_left_alone() -> None:
    counts = Counter(tap.deed for seed in range(300) for tap in lived(crowd(seed), 600))
    assert counts["ignore"] > 10
    assert all(
        sum(tap.deed == "ignore" for tap in lived(crowd(seed), 600)) <= PATIENCE
        for seed in range(100)
    )


def test_the_same_seed_gives_the_same_people() -> None:
    longest = int(PATIENCE * HESITATION_S[1] + WORK_S[1]) + 10
    assert lived(crowd(5), longest) == lived(crowd(5), longest)


def test_tasks_of_others_are_left_to_them() -> None:
    people = crowd()
    stranger, unknown = Seen(1, 99, accepted=True), Seen(2, None, accepted=True)
    assert all(people.look([stranger, unknown], float(now)) == [] for now in range(300))


def test_wishes_come_now_and_then() -> None:
    wishes = Wishes(Random(1), 0.0)
    found = [now for now in range(3_600) if wishes.due(float(now)) is not None]
    assert found[0] == FIRST_AFTER_S
    assert 3_600 / EVERY_S[1] <= len(found) <= 3_600 / EVERY_S[0] + 1
