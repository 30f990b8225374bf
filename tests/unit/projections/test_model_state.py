"""Whether the model answers, and since when: as the log tells it."""

from datetime import timedelta

from events.brain import ModelFailed, ModelReplied
from events.envelope import Recorded
from projections.brain.model_state import KEY, ModelState, ModelStates
from tests.unit.brain.configurations import configured
from tests.unit.story import START, folded, recorded


def named(at_s: float, model: str = "qwen2.5:14b", digest: str | None = None) -> Recorded:
    return recorded(configured(model, digest), "brain:office", at_s)


def replied(at_s: float, duration_ms: float = 800) -> Recorded:
    data = ModelReplied(cycle="c", step=1, request_digest="d", model="m", duration_ms=duration_ms)
    return recorded(data, "cycle:c", at_s)


def failed(at_s: float, error: str = "timeout") -> Recorded:
    data = ModelFailed(
        cycle="c", step=1, request_digest="d", error=error, attempts=1, duration_ms=120_000
    )
    return recorded(data, "cycle:c", at_s)


def state(*events: Recorded) -> ModelState:
    found: ModelState = folded(ModelStates(), events)[KEY]
    return found


def test_before_it_was_asked_nothing_is_known() -> None:
    known = state(named(0, digest="d1"))
    assert (known.status, known.model, known.model_digest) == ("unknown", "qwen2.5:14b", "d1")
    assert (known.language, known.prompt_version) == ("en", "constitution.en.1")


def test_it_answers_since_the_first_of_the_answers_in_a_row() -> None:
    known = state(named(0), replied(10), replied(20, duration_ms=900))
    assert (known.status, known.since) == ("ok", START + timedelta(seconds=10))
    assert (known.last_reply_at, known.last_duration_ms) == (START + timedelta(seconds=20), 900)


def test_it_fails_since_the_first_failure_in_a_row() -> None:
    known = state(named(0), replied(10), failed(20), failed(30, "unreachable: no"))
    assert (known.status, known.since) == ("failing", START + timedelta(seconds=20))
    assert (known.failures, known.last_error) == (2, "unreachable: no")


def test_one_answer_ends_it_and_the_last_error_is_remembered() -> None:
    known = state(named(0), failed(10), replied(20))
    assert (known.status, known.since) == ("ok", START + timedelta(seconds=20))
    assert (known.failures, known.last_error) == (0, "timeout")
    assert known.last_error_at == START + timedelta(seconds=10)


def test_what_nobody_asked_is_no_failure_of_the_model() -> None:
    assert state(named(0), replied(10), failed(20, "abandoned")).status == "ok"


def test_of_another_model_nothing_is_known_and_of_another_setting_all_still_is() -> None:
    assert state(named(0), failed(10), named(20, "other")).status == "unknown"
    again = state(named(0), failed(10), named(20, digest="d2"))
    assert (again.status, again.model_digest) == ("failing", "d2")
