"""`/decisions` and `/tasks/{id}/why`: what was decided and why, now and at any moment."""

from uuid import UUID

import httpx
import pytest

from events import brain, tasks
from events.envelope import Event
from projections import decisions
from services.backend import decision_search
from tests.integration.backend.test_stream import told
from tests.integration.projector.test_projector import Hub
from tests.unit.decisions import (
    CONTEXT,
    CYCLE,
    PROPOSAL,
    event,
    proposal_let_through,
    safety_act,
    whole_cycle,
)

ACT = str(UUID(int=32))


def cycles(count: int, zone: str = "hall") -> list[Event]:
    """Short ones, one after the other."""
    events = []
    for number in range(count):
        name = f"cycle-{number}"
        started = brain.CycleStarted(cycle=name, trigger="poll")
        finished = brain.CycleFinished(cycle=name, steps=1, outcome="idle")
        first = 1_000 + 10 * number
        events += [
            event(first, started, f"cycle:{name}", tags=[f"zone:{zone}"], at_s=300 + number),
            event(first + 1, finished, f"cycle:{name}", at_s=300 + number),
        ]
    return events


@pytest.fixture
async def decided(office: Hub, backend: httpx.AsyncClient) -> None:
    """The brain decided, then the safety floor."""
    await office.log.append([*whole_cycle(), *safety_act()])
    await office.projected()


@pytest.mark.usefixtures("decided")
async def test_decisions_are_listed_newest_first(backend: httpx.AsyncClient) -> None:
    answer = await backend.get("/decisions/")
    act, cycle = answer.json()
    assert (act["cycle"], act["kind"], act["tasks"]) == (ACT, "safety", [43])
    assert (cycle["cycle"], cycle["kind"], cycle["outcome"]) == (CYCLE, "cycle", "refused")
    assert (cycle["tasks"], cycle["commands"], cycle["model_ms"]) == ([42], ["hvac_01"], 3178)
    assert answer.headers["SOMS-Position"] == "23"
    assert "wishes" not in cycle


@pytest.mark.usefixtures("decided")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"zone": "lab"}, [ACT]),
        ({"zone": "main"}, [CYCLE]),
        ({"zone": "nowhere"}, []),
        ({"outcome": "refused"}, [CYCLE]),
        ({"outcome": "running"}, []),
        ({"outcome": "unanswered"}, []),
        ({"zone": "lab", "outcome": "refused"}, []),
        ({"limit": "1"}, [ACT]),
        ({"before": "21"}, [CYCLE]),
        ({"before": "5"}, []),
        ({"at": "5"}, [CYCLE]),
        ({"at": "4"}, []),
        ({"at": "21", "zone": "lab"}, [ACT]),
        ({"at": "22", "before": "21"}, [CYCLE]),
    ],
)
async def test_decisions_are_found_by_what_is_asked(
    backend: httpx.AsyncClient, asked: dict[str, str], found: list[str]
) -> None:
    answer = await backend.get("/decisions/", params=asked)
    assert [one["cycle"] for one in answer.json()] == found


@pytest.mark.usefixtures("decided")
async def test_a_decision_of_the_past_is_listed_as_it_was_then(backend: httpx.AsyncClient) -> None:
    (then,) = (await backend.get("/decisions/", params={"at": "7"})).json()
    assert (then["outcome"], then["approved"], then["tasks"]) == (None, 0, [])
    (running,) = (await backend.get("/decisions/?at=7&outcome=running")).json()
    assert running == then


@pytest.mark.usefixtures("decided")
@pytest.mark.parametrize("asked", ["outcome=great", "limit=0", "limit=201", "before=-1", "at=x"])
async def test_what_cannot_be_asked_is_refused_by_name(
    backend: httpx.AsyncClient, asked: str
) -> None:
    answer = await backend.get(f"/decisions/?{asked}")
    assert answer.status_code in {400, 422}
    assert asked.partition("=")[0] in answer.json()["detail"]


@pytest.mark.parametrize("moment", ["", "?at=27"])
async def test_what_an_agent_proposed_is_listed_and_told_and_behind_its_task(
    office: Hub, backend: httpx.AsyncClient, moment: str
) -> None:
    await office.log.append([*whole_cycle(), *safety_act(), *proposal_let_through()])
    await office.projected()
    row = (await backend.get(f"/decisions/{moment}")).json()[0]
    assert (row["cycle"], row["kind"], row["agent"]) == (PROPOSAL, "agent", "person:7")
    whole = (await backend.get(f"/decisions/{PROPOSAL}{moment}")).json()
    assert (whole["proposal"]["agent"], whole["outcome"]) == ("person:7", "acted")
    assert (await backend.get("/tasks/44/why")).json()["decision"] == PROPOSAL


@pytest.mark.parametrize("at", [None, "head"])
async def test_many_decisions_are_paged_through_without_a_gap_or_a_repeat(
    office: Hub, backend: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, at: str | None
) -> None:
    monkeypatch.setattr(decision_search, "WINDOW", 4)
    await office.log.append(cycles(11))
    await office.projected()
    moment = {} if at is None else {"at": str((await office.log.head()).position)}
    seen, before = [], ""
    while True:
        asked = {"limit": "3", **moment, **({"before": before} if before else {})}
        answer = await backend.get("/decisions/", params=asked)
        seen += [one["cycle"] for one in answer.json()]
        before = answer.headers.get("SOMS-Next-Before", "")
        if not before or not answer.json():
            break
    assert seen == [f"cycle-{number}" for number in reversed(range(11))]


async def test_the_list_says_where_it_ends_and_when_older_ones_can_be_seen(
    office: Hub, backend: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decisions, "DECISIONS_KEPT", 4)
    await office.log.append(cycles(10))
    await office.projected()
    seen, asked = list[list[str]](), dict[str, str]()
    while True:
        answer = await backend.get("/decisions/", params=asked)
        assert "SOMS-Next-Before" not in answer.headers
        seen.append([one["cycle"] for one in answer.json()])
        if (at := answer.headers.get("SOMS-Older-At")) is None:
            break
        asked = {"at": at}
    assert seen == [[f"cycle-{n}" for n in part] for part in ((9, 8, 7, 6), (5, 4, 3, 2), (1, 0))]


async def test_a_decision_that_the_view_keeps_no_more_is_told_from_the_log(
    office: Hub, backend: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decisions, "DECISIONS_KEPT", 1)
    await office.log.append([*whole_cycle(), *cycles(3)])
    await office.projected()
    assert [one["cycle"] for one in (await backend.get("/decisions/")).json()] == ["cycle-2"]
    found = (await backend.get(f"/decisions/{CYCLE}")).json()
    assert (found["cycle"], found["outcome"]) == (CYCLE, "refused")


async def test_a_search_that_finds_little_ends_and_says_where_it_can_go_on(
    office: Hub, backend: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decision_search, "WINDOW", 2)
    monkeypatch.setattr(decision_search, "WINDOWS_LIMIT", 2)
    await office.log.append(cycles(9))
    await office.projected()
    answer = await backend.get("/decisions/", params={"zone": "nowhere"})
    assert (answer.json(), answer.headers["SOMS-Next-Before"]) == ([], "11")


@pytest.mark.usefixtures("decided")
async def test_one_decision_is_told_in_full(backend: httpx.AsyncClient) -> None:
    answer = await backend.get(f"/decisions/{CYCLE}")
    found = answer.json()
    (step,) = found["steps"]
    assert step["prompt"]["messages"][0]["content"] == CONTEXT
    assert found["prompt"]["text"] == "You look after an office."
    assert step["reply"]["content"] == "It is hot."
    assert [one["verdict"] for one in step["verdicts"]] == ["approved", "approved", "refused"]
    assert [one["status"] for one in found["outcomes"]] == ["completed", "succeeded", "requested"]
    assert found["cost"]["prompt_tokens"] == 800
    assert found["words"][0] == "a sensor in main read temperature 32.8"
    assert answer.headers["SOMS-Position"] == "23"


@pytest.mark.usefixtures("decided")
async def test_one_decision_is_told_as_it_was_then(backend: httpx.AsyncClient) -> None:
    found = (await backend.get(f"/decisions/{CYCLE}", params={"at": "7"})).json()
    assert (found["outcome"], found["outcomes"]) == (None, [])
    assert (await backend.get(f"/decisions/{CYCLE}", params={"at": "4"})).status_code == 404


@pytest.mark.usefixtures("decided")
@pytest.mark.parametrize("name", ["unknown", str(UUID(int=1)), "x" * 400, "%01"])
async def test_an_unknown_decision_is_not_found(backend: httpx.AsyncClient, name: str) -> None:
    answer = await backend.get(f"/decisions/{name}")
    assert answer.status_code == 404
    assert "no cycle, proposal or safety act is called" in answer.json()["detail"]


@pytest.mark.usefixtures("decided")
async def test_a_task_says_why_it_is_there_and_what_came_of_it(backend: httpx.AsyncClient) -> None:
    found = (await backend.get("/tasks/42/why")).json()
    assert (found["task"], found["decision"], found["cut"]) == (42, CYCLE, False)
    words = [line["words"] for line in found["lines"]]
    assert words[0] == "a sensor in main read temperature 32.8"
    assert words[-1] == "user 5 reported task 42 done (resolved)"
    assert (await backend.get("/tasks/43/why")).json()["decision"] == ACT


@pytest.mark.usefixtures("decided")
async def test_why_a_task_is_there_is_told_as_of_a_moment(backend: httpx.AsyncClient) -> None:
    then = (await backend.get("/tasks/42/why", params={"at": "15"})).json()
    assert then["lines"][-1]["type"] != "tasks.completed"
    assert (await backend.get("/tasks/42/why", params={"at": "14"})).status_code == 404


async def test_a_task_that_people_wished_for_has_no_decision(
    office: Hub, backend: httpx.AsyncClient
) -> None:
    wish = event(1, tasks.Requested(title="Water the ferns"), "hub:office")
    created = tasks.Created(task=1, title="Water the ferns", bounty_milli=1, bounty_xp=1, urgency=1)
    await office.log.append([wish, event(2, created, "task:1", 1)])
    found = (await backend.get("/tasks/1/why")).json()
    assert found["decision"] is None
    assert [line["words"] for line in found["lines"]] == [
        "somebody wished for “Water the ferns”",
        "task 1 “Water the ferns” was put up for 0.001 credits",
    ]


@pytest.mark.parametrize(("task", "status"), [("999", 404), ("0", 422), ("x", 422)])
async def test_of_no_task_there_is_nothing_to_tell(
    backend: httpx.AsyncClient, task: str, status: int
) -> None:
    assert (await backend.get(f"/tasks/{task}/why")).status_code == status


async def test_a_decision_is_told_on_the_stream_as_it_is_listed(
    office: Hub, backend: httpx.AsyncClient
) -> None:
    await office.log.append(whole_cycle())
    await office.projected()
    (listed,) = (await backend.get("/decisions/")).json()
    (message,) = await told(backend, "decisions", 0, lambda one: one.kind == "view")
    assert (message.data["view"], message.data["key"]) == ("decisions", CYCLE)
    assert message.data["row"] == listed
