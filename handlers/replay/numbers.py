"""Numbers of tasks in one world and in the other: the same wish may have become another number.

People tap on a number. Which task they meant says the wish that it came from, whose id is the same
in both worlds; a wish that came to nothing in the other world has no number there. A person's word
that something may be done counts only where they were asked the very same.
"""

from dataclasses import replace

from events.envelope import Recorded
from events.tasks import Created, Merged
from handlers.tasks.duplicates import APPROVAL
from handlers.tasks.subjects import task_subject
from projections.tasks import TASK_EVENTS, task_in

_BECAME = frozenset({Created.event_type, Merged.event_type})

TAPS = TASK_EVENTS - _BECAME


class TaskNumbers:
    """From recorded numbers to those of the what-if world, by way of the wishes."""

    def __init__(self) -> None:
        self._wishes: dict[int, str] = {}
        """By recorded number."""
        self._here: dict[str, int] = {}
        """By wish, the number in the what-if world."""
        self._words: dict[str, str | None] = {}
        """By wish, what a person was asked to approve in the recorded world."""

    def was_decided(self, event: Recorded) -> None:
        """In the recorded world."""
        if event.type != Created.event_type:
            return
        created, wish = event.data, str(event.causation_id)
        assert isinstance(created, Created)
        self._wishes[created.task] = wish
        if APPROVAL in created.task_types:
            self._words[wish] = created.description

    def is_decided(self, event: Recorded) -> None:
        """In the what-if world."""
        if event.type not in _BECAME:
            return
        match event.data:
            case Created() as created if self._is_asked(created, str(event.causation_id)):
                self._here[str(event.causation_id)] = created.task
            case Merged() as merged:
                self._here[merged.request] = merged.task

    def _is_asked(self, created: Created, wish: str) -> bool:
        """Whether what a person answered there is what they are asked here."""
        asked = self._words.get(wish) if APPROVAL in created.task_types else None
        return asked == created.description or APPROVAL not in created.task_types

    def here(self, tap: Recorded) -> Recorded | None:
        """The tap on the same task; None if there is no such task in the what-if world."""
        number = task_in(tap.data)
        wish = self._wishes.get(number)
        here = number if wish is None else self._here.get(wish)
        if here is None or here == number:
            return None if here is None else tap
        data = tap.data.model_copy(update={"task": here})
        return replace(tap, subject=task_subject(here), data_json=data.to_json())
