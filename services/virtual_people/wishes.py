"""What simulated people wish for: chores that no device can do."""

from random import Random
from typing import Any

EVERY_S = (45.0, 120.0)
"""Between two wishes."""
FIRST_AFTER_S = 5.0

# What names a zone waits until somebody is there, as it would in life.
CHORES: tuple[dict[str, Any], ...] = (
    {
        "title": "コーヒー豆を補充してください",
        "description": "給湯室のコーヒー豆がもうすぐなくなります。",
        "location": "給湯室",
        "bounty_gold": 1_000,
        "task_type": ["supply"],
        "urgency": 1,
    },
    {
        "title": "ホワイトボードを消してください",
        "description": "会議室のホワイトボードがいっぱいです。",
        "zone": "meeting",
        "bounty_gold": 500,
        "task_type": ["cleaning"],
    },
    {
        "title": "観葉植物に水をあげてください",
        "location": "窓際",
        "bounty_gold": 800,
        "task_type": ["plants"],
    },
    {
        "title": "プリンターの紙を補充してください",
        "location": "複合機",
        "bounty_gold": 700,
        "task_type": ["supply"],
        "urgency": 3,
    },
    {
        "title": "窓を開けて換気してください",
        "description": "空気がこもっています。",
        "zone": "meeting",
        "bounty_gold": 600,
        "task_type": ["environment"],
        "urgency": 3,
    },
)


class Wishes:
    """One chore after the other, in an order that changes from round to round."""

    def __init__(self, random: Random, now: float) -> None:
        self._random = random
        self._next = now + FIRST_AFTER_S
        self._round: list[dict[str, Any]] = list(reversed(CHORES))

    def due(self, now: float) -> dict[str, Any] | None:
        """A body for `POST /tasks/`, if it is time for another wish."""
        if now < self._next:
            return None
        self._next = now + self._random.uniform(*EVERY_S)
        if not self._round:
            self._round = self._random.sample(CHORES, len(CHORES))
        return self._round.pop()
