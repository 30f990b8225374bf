"""R8, broken on purpose: a brain that does more than it was let do is found out."""

from collections.abc import Callable, Sequence
from itertools import count

import pytest

from events.brain import ActionApproved, CycleFinished, ModelPrompted
from events.envelope import Draft, Recorded
from events.tasks import Requested
from handlers.brain.cycle import Brain
from handlers.brain.mind import Row
from handlers.gate.bounds import Bounds
from handlers.registry import REACTORS
from projections.projection import State
from services.brain.replies import Reply
from services.mock_llm.conversation import ChatRequest
from services.simulator import Outcome, Parts, simulate
from services.simulator.thinking import Model, stand_in

Spoil = Callable[[Draft], Sequence[Draft]]


def brain(spoil: Spoil) -> Brain:
    class Spoilt(Brain):
        def step(self, state: State[Row], event: Recorded) -> Sequence[Draft]:
            drafts = super().step(state, event)
            return [one for draft in drafts for one in spoil(draft)]

    return Spoilt()


def outcome_with(broken: Brain, model: Model = stand_in, hours: float = 0.1) -> Outcome:
    reactors = tuple(broken if isinstance(one, Brain) else one for one in REACTORS)
    parts = Parts(reactors=reactors, model=model)
    return simulate(1, hours, scenario_name="heat_wave", parts=parts)


def assert_caught(outcome: Outcome, words: str) -> None:
    assert outcome.failure is not None, "nothing was noticed"
    assert outcome.failure.rule == "R8", outcome.failure
    assert words in outcome.failure.what, outcome.failure


def unless(kind: type) -> Spoil:
    return lambda draft: [] if isinstance(draft.data, kind) else [draft]


def twice(kind: type) -> Spoil:
    return lambda draft: [draft, draft] if isinstance(draft.data, kind) else [draft]


def otherwise(draft: Draft) -> Sequence[Draft]:
    if not isinstance(draft.data, Requested):
        return [draft]
    return [Draft(draft.data.model_copy(update={"zone": "vault"}), draft.subject, draft.tags)]


def wishing(tasks: int) -> Model:
    """Always for something new."""
    numbers = count()

    def model(_: ChatRequest) -> Reply:
        calls = [
            {"name": "create_task", "arguments": {"title": f"{next(numbers)}", "description": "x"}}
            for _ in range(tasks)
        ]
        return Reply(tool_calls=tuple(calls))

    return model


def test_a_sound_brain_passes() -> None:
    outcome = outcome_with(brain(lambda draft: [draft]))
    assert outcome.ok, outcome
    assert outcome.by_type["brain.action_approved"] > 0


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (unless(ActionApproved), "was not let through"),
        (otherwise, "was not let through"),
        (twice(Requested), "was not let through"),
        (twice(ModelPrompted), "twice"),
        (twice(CycleFinished), "no cycle that runs"),
    ],
)
def test_what_was_not_let_through_is_caught(spoil: Spoil, words: str) -> None:
    assert_caught(outcome_with(brain(spoil)), words)


def test_a_cycle_that_never_ends_is_caught() -> None:
    """Given up by the timers after a quarter of an hour, it is in the way of the next."""
    assert_caught(outcome_with(brain(unless(CycleFinished)), hours=0.4), "two cycles run at once")


def test_more_than_a_cycle_may_do_is_caught() -> None:
    outcome = outcome_with(Brain(Bounds(tasks_per_cycle=3)), wishing(3))
    assert_caught(outcome, "more than 2 in one cycle")


def test_more_than_an_hour_may_hold_is_caught() -> None:
    bounds = Bounds(tasks_per_hour=100, tasks_per_cycle=2)
    assert_caught(outcome_with(Brain(bounds), wishing(1), 0.9), "tasks within an hour")
