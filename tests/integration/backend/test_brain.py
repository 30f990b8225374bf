"""`/brain` tells whether the model answers, now and at any moment."""

from datetime import UTC, datetime

import httpx

from events.brain import ModelFailed, ModelReplied
from events.envelope import Event
from events.identity import Subject, new_id
from events.payload import Payload
from tests.integration.projector.test_projector import Hub
from tests.unit.brain.configurations import configured


def event(data: Payload, subject: str) -> Event:
    return Event(new_id(), data, "/services/brain", Subject(subject), datetime.now(UTC))


def failed(error: str) -> Event:
    data = ModelFailed(
        cycle="c", step=1, request_digest="d", error=error, attempts=3, duration_ms=120_000
    )
    return event(data, "cycle:c")


async def test_nothing_is_known_of_a_model_that_was_never_asked(
    office: Hub, backend: httpx.AsyncClient
) -> None:
    state = (await backend.get("/brain")).json()
    assert (state["status"], state["model"], state["since"]) == ("unknown", None, None)


async def test_a_model_that_fails_is_told_with_its_reason_and_what_was_so_before(
    office: Hub, backend: httpx.AsyncClient
) -> None:
    replied = ModelReplied(cycle="c", step=1, request_digest="d", model="m", duration_ms=812.5)
    events = [event(configured(), "brain:office"), event(replied, "cycle:c"), failed("timeout")]
    await office.log.append(events)
    await office.projected()
    answer = await backend.get("/brain")
    state = answer.json()
    assert answer.headers["SOMS-Position"] == "3"
    assert (state["model"], state["status"]) == ("qwen2.5:14b", "failing")
    assert (state["last_error"], state["failures"]) == ("timeout", 1)
    assert datetime.fromisoformat(state["since"]) == events[2].time
    before = (await backend.get("/brain", params={"at": "2"})).json()
    assert (before["status"], before["last_error"]) == ("ok", None)
    assert before["last_duration_ms"] == 812.5
