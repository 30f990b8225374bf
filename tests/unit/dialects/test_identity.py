"""Who names an event, and that a repeat gets the same name."""

from uuid import UUID, uuid4, uuid5

import pytest

from tests.unit.dialects.speaking import ARRIVAL, TRANSLATOR, message, said

TOPIC = "office/main/sensor/env_01/temperature"
UNIT = "hydro/raft/status"
OWN = "7c9e6679-7425-40de-944b-e07fc1f90ae7"


def ids(topic: str, payload: object, arrival: UUID = ARRIVAL) -> list[UUID]:
    return [event.id for event in TRANSLATOR.translate(message(topic, payload, arrival))]


def test_the_arrival_names_the_event_of_a_device_without_identity() -> None:
    assert ids(TOPIC, 21.5) == [ARRIVAL]


def test_the_device_names_its_event_if_it_can() -> None:
    assert ids(TOPIC, {"value": 1, "id": OWN}) == [UUID(OWN)]


def test_boot_and_seq_give_one_id_whichever_recorder_takes_the_message() -> None:
    payload = {"value": 1, "boot": "a1", "seq": 7}
    assert ids(TOPIC, payload, uuid4()) == ids(TOPIC, payload, uuid4()) != [ARRIVAL]


def test_another_device_boot_or_number_gives_another_id() -> None:
    sent = [
        (TOPIC, {"value": 1, "boot": "a1", "seq": 7}),
        (TOPIC, {"value": 1, "boot": "a1", "seq": 8}),
        (TOPIC, {"value": 1, "boot": "a2", "seq": 7}),
        (TOPIC.replace("env_01", "env_02"), {"value": 1, "boot": "a1", "seq": 7}),
    ]
    assert len({*(ids(topic, payload)[0] for topic, payload in sent)}) == len(sent)


def test_a_seq_without_a_boot_is_no_identity() -> None:
    assert ids(TOPIC, {"value": 1, "seq": 7}) == [ARRIVAL]


def test_the_events_of_one_message_have_different_ids_that_follow_from_it() -> None:
    numbers = {"ph": 6.1, "ec": 1.2}
    assert ids(UNIT, numbers) == [ARRIVAL, uuid5(ARRIVAL, "1")]
    assert ids(UNIT, numbers | {"id": OWN}) == [uuid5(UUID(OWN), "0"), uuid5(UUID(OWN), "1")]
    numbered = numbers | {"boot": "a1", "seq": 7}
    assert ids(UNIT, numbered, uuid4()) == ids(UNIT, numbered, uuid4())


def test_no_device_can_take_the_id_of_a_decision_beforehand() -> None:
    decision = uuid5(ARRIVAL, "tasks/0")
    (taken,) = ids(TOPIC, {"value": 1, "id": str(decision)})
    assert taken != decision
    assert [taken] == ids(TOPIC, {"value": 1, "id": str(decision)}, uuid4())


def test_the_id_of_an_answer_is_the_requests_and_not_the_events() -> None:
    (event,) = said("mcp/light_01/response/x", {"result": 1, "id": OWN})
    assert event.id != UUID(OWN)
    assert event.tags == (f"command:{OWN}",)


def test_a_repeated_answer_is_the_same_outcome() -> None:
    answer, other = {"result": 1, "id": "r1"}, {"result": 2, "id": "r1"}
    topic = "mcp/light_01/response/r1"
    assert ids(topic, answer, uuid4()) == ids(topic, answer, uuid4())
    assert ids(topic, answer) != ids(topic, other)
    assert ids(topic, answer) != ids("mcp/light_02/response/r1", answer)


def test_a_numbered_answer_is_named_by_its_number() -> None:
    topic, numbered = "mcp/light_01/response/r1", {"boot": "a1", "seq": 7}
    first = {"result": 1, "ts": 1, **numbered}
    assert ids(topic, first) == ids(topic, {**first, "ts": 2})


@pytest.mark.parametrize(
    ("topic", "content"),
    [
        ("office/camera/c1/status", {"status": "online"}),
        ("office/main/sensor/env_01/heartbeat", {"status": "online"}),
        ("office/main/hvac/ac1/state", {"mode": "cool"}),
        ("office/main/occupancy", {"count": 1}),
        ("office/main/activity/desk", {"count": 1}),
        ("office/main/whiteboard/status", {"dirty": True}),
        ("office/main/tasks/request", {"issue": "whiteboard_dirty"}),
        ("office/perception/discovery", {"cameras": [{"camera_id": "cam_1"}]}),
        ("zigbee2mqtt/lamp", {"temperature": 2}),
    ],
)
@pytest.mark.parametrize("odd", ["c1", 3, {"a": 1}])
def test_an_id_that_is_no_uuid_costs_no_message_where_it_may_mean_anything(
    topic: str, content: dict[str, object], odd: object
) -> None:
    assert ids(topic, {**content, "id": odd}) == [ARRIVAL]
    assert said(topic, {**content, "id": odd})[0].type != "log.message_rejected"
    assert ids(topic, {**content, "id": OWN}) == [UUID(OWN)]


def test_source_and_actor_are_the_device() -> None:
    (event,) = said(TOPIC, 21.5)
    assert (event.source, event.actor, event.tags) == ("/edge/env_01", "device:env_01", ())
