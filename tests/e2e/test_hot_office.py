"""It is hot: the brain asks for help, somebody helps, is paid and thanked, and it is explained."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.office import Office, eventually, free_offset, start, where_it_is_noon

ASKED_WITHIN_S = 30.0
DONE_WITHIN_S = 300.0
"""People see a task after a while, may turn it down, and take their time over it."""

LIMIT_C = 26.0
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def hot_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    data: Path = tmp_path_factory.mktemp("hot") / "soms"
    more = {"SOMS_EDGE_SCENARIO": "heat_wave", "TZ": where_it_is_noon()}
    running = start(data, free_offset(), **more)
    yield running
    assert running.stop() == 0


def events(office: Office, kind: str, **more: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while page := told(office, "/events/", type=kind, after=str(_last(found)), **more):
        found += page
    return found


def _last(found: list[dict[str, Any]]) -> int:
    return int(found[-1]["position"]) if found else 0


def told(office: Office, path: str, **more: str) -> Any:
    answer = office.get(path, **more)
    assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
    return answer.json()


def moment(event: dict[str, Any], field: str = "recordedat") -> datetime:
    return datetime.fromisoformat(event[field])


def first_hot_reading(office: Office) -> dict[str, Any] | None:
    readings = events(office, "telemetry.reading_recorded")
    return next((one for one in readings if _is_hot(one["data"])), None)


def _is_hot(reading: dict[str, Any]) -> bool:
    return bool(reading["channel"] == "temperature" and reading["value"] > LIMIT_C)


def wishes_of_the_brain(office: Office) -> set[str]:
    wished = events(office, "tasks.requested")
    return {one["id"] for one in wished if one["source"].startswith("/handlers/brain/")}


def tasks_of_the_brain(office: Office) -> list[dict[str, Any]]:
    """As they were created."""
    wishes = wishes_of_the_brain(office)
    return [one for one in events(office, "tasks.created") if one["causationid"] in wishes]


def test_a_hot_room_becomes_a_task_within_seconds(hot_office: Office) -> None:
    hot = eventually(lambda: first_hot_reading(hot_office), 60)
    created = eventually(lambda: tasks_of_the_brain(hot_office), ASKED_WITHIN_S)[0]
    assert (moment(created) - moment(hot)).total_seconds() < ASKED_WITHIN_S
    number = created["data"]["task"]
    shown = eventually(lambda: [t for t in told(hot_office, "/tasks/") if t["id"] == number])
    (task,) = shown
    assert task["zone"] in {"main", "meeting"}
    assert 500 <= task["bounty_gold"] <= 5_000
    assert JAPANESE.search(task["title"])
    lines = [line["words"] for line in told(hot_office, f"/tasks/{number}/why")["lines"]]
    assert any(re.search(r"a sensor in \w+ read temperature \d\d", line) for line in lines), lines


def done_by_a_person(office: Office) -> list[dict[str, Any]]:
    """Of the brain's tasks, those that were reported done with nothing left to do."""
    numbers = {one["data"]["task"] for one in tasks_of_the_brain(office)}
    reported = [one for one in events(office, "tasks.completed") if one["data"]["task"] in numbers]
    return [one for one in reported if one["data"]["report_status"] in {"resolved", "no_issue"}]


def thanks(office: Office) -> list[dict[str, Any]]:
    said = [one for one in events(office, "voice.requested") if one["data"]["purpose"] == "speak"]
    return [one for one in said if one["source"].startswith("/handlers/brain/")]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_who_helps_is_paid_and_thanked_and_the_decision_is_explained(hot_office: Office) -> None:
    report = eventually(lambda: done_by_a_person(hot_office), DONE_WITHIN_S)[0]
    number = report["data"]["task"]
    said = eventually(lambda: thanks(hot_office), 90)[0]
    assert "ありがとう" in said["data"]["text"]
    task = told(hot_office, f"/tasks/{number}")
    assert _rewards(hot_office, task["assigned_to"], number) == [task["bounty_gold"]]
    cycle = told(hot_office, f"/tasks/{number}/why")["decision"]
    decision = told(hot_office, f"/decisions/{cycle}")
    assert number in [one.get("task") for one in decision["outcomes"]]
    assert "the gate let create_task" in str(decision["words"])


def _rewards(office: Office, person: int, task: int) -> list[int]:
    """What this person was paid for a task."""
    history = httpx.get(f"{office.urls['wallet']}/wallets/{person}/history", timeout=10).json()
    return [one["amount"] for one in history if one["reference_id"] == f"task:{task}"]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_while_it_runs_all_of_it_is_decided_again_alike(hot_office: Office) -> None:
    eventually(lambda: tasks_of_the_brain(hot_office), 60)
    replayed = hot_office.soms_json("replay", "--check")
    assert replayed["divergences"] == 0
    assert replayed["checked"] > 20
    assert hot_office.soms_json("log", "verify")["ok"] is True
    assert hot_office.soms_json("audit", "verify")["failures"] == []
