"""What a what-if remembers of a log: a reply answers whoever asks the same; a failure, nobody."""

from dataclasses import replace

from events.brain import ModelFailed, ModelReplied
from events.envelope import Recorded
from events.payload import Payload
from handlers.replay.recollection import Recollection
from tests.unit.decisions import DIGEST, prompted
from tests.unit.story import recorded


def asked(position: int, cycle: str) -> Recorded:
    """A prompt, word for word the same in every cycle."""
    prompt = prompted().model_copy(update={"cycle": cycle})
    return recorded(prompt, f"cycle:{cycle}", position, position=position)


def answered(prompt: Recorded, data: Payload) -> Recorded:
    position = prompt.position + 1
    event = recorded(data, prompt.subject, position, position=position)
    return replace(event, causation_id=prompt.id)


def failure(prompt: Recorded) -> Recorded:
    failed = ModelFailed(
        cycle="any", step=1, request_digest=DIGEST, error="timeout", attempts=1, duration_ms=1.0
    )
    return answered(prompt, failed)


def reply(prompt: Recorded, content: str) -> Recorded:
    replied = ModelReplied(
        cycle="any", step=1, request_digest=DIGEST, model="qwen", content=content, duration_ms=1.0
    )
    return answered(prompt, replied)


def remembered(*events: Recorded) -> list[str]:
    known = Recollection()
    known.tell(events)
    return [one.event.type for one in known.answers.values()]


def test_a_reply_is_the_answer_although_a_failure_came_first() -> None:
    first, again = asked(1, "c1"), asked(3, "c2")
    found = remembered(first, failure(first), again, reply(again, "fine"))
    assert found == ["brain.model_replied"]


def test_a_failure_alone_is_no_answer() -> None:
    prompt = asked(1, "c1")
    assert remembered(prompt, failure(prompt)) == []


def test_of_two_replies_the_first_is_the_answer() -> None:
    first, again = asked(1, "c1"), asked(3, "c2")
    known = Recollection()
    known.tell([first, reply(first, "one"), again, reply(again, "two")])
    assert known.answers[DIGEST].event.position == 2


def test_a_reply_to_another_request_than_its_prompt_made_is_no_answer() -> None:
    prompt = asked(1, "c1")
    other = answered(
        prompt,
        ModelReplied(cycle="c1", step=1, request_digest="e" * 64, model="qwen", duration_ms=1.0),
    )
    assert remembered(prompt, other) == []
