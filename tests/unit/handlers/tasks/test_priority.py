"""Urgency above all, then how long it has waited, then how close its end is."""

from datetime import timedelta

import pytest

from handlers.tasks.priority import priority
from tests.unit.handlers.tasks.happenings import row
from tests.unit.story import START


@pytest.mark.parametrize(
    ("urgency", "waited_h", "left_h", "expected"),
    [
        (0, 0, None, 0.0),
        (2, 3, None, 2_003.0),
        (2, 0, 6, 2_000.0),
        (2, 0, 5.9, 2_050.0),
        (2, 0, 2, 2_050.0),
        (2, 0, 1.9, 2_100.0),
        (4, 1.5, 1, 4_101.5),
    ],
)
def test_priority(urgency: int, waited_h: float, left_h: float | None, expected: float) -> None:
    now = START + timedelta(hours=waited_h)
    expires_at = None if left_h is None else now + timedelta(hours=left_h)
    task = row(urgency=urgency, expires_at=expires_at)
    assert priority(task, now) == pytest.approx(expected)
