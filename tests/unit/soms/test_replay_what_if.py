"""`soms replay --what-if` on an exported log: what it reports, and what it refuses."""

import asyncio
from pathlib import Path

import pytest

from events.eventlog.portable import export
from tests.command import Said, soms
from tests.unit.handlers.replay.office import a_hot_day


async def _exported() -> bytes:
    return b"".join([line async for line in export((await a_hot_day()).log)])


@pytest.fixture
def day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A hot day, as a file in the present folder."""
    monkeypatch.chdir(tmp_path)
    for variable in ("LLM_API_URL", "SOMS_LLM_API"):
        monkeypatch.delenv(variable, raising=False)
    file = tmp_path / "day.ndjson"
    file.write_bytes(asyncio.run(_exported()))
    return file


def what_if(day: Path, *more: str) -> Said:
    return soms("replay", "--what-if", "--from", str(day), *more)


def test_an_unchanged_day_does_not_differ(day: Path) -> None:
    found = what_if(day, "--offline", "--json").json
    assert found["differing"] == 0
    assert found["first_differing_verdict"] is None
    assert found["totals"]["tasks"] == {"recorded": 1, "what_if": 1}
    assert (found["asked"], found["replies_reused"]) == (0, 4)


def test_another_model_offline_leaves_every_new_question_unanswered(day: Path) -> None:
    found = what_if(day, "--model", "another", "--offline", "--json").json
    assert found["unanswered"] == found["asked"] > 0
    assert found["totals"]["approvals"] == {"recorded": 2, "what_if": 0}


def test_a_model_server_that_is_not_there_is_named(
    day: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLM_API_URL", "http://127.0.0.1:9")
    said = what_if(day, "--model", "another")
    assert said.status == 1
    assert "LLM_API_URL: no model server is there" in said.err
    assert "--offline" in said.err


def test_a_person_reads_both_worlds_side_by_side(day: Path) -> None:
    (day.parent / "gate.toml").write_text("[gate]\nbounty_most = 1000\n")
    said = what_if(day, "--policy", "gate.toml", "--offline")
    assert said.status == 0
    lines = [line.split() for line in said.out.splitlines()]
    assert ["recorded", "what", "if"] in lines
    assert ["tasks", "1", "0"] in lines
    assert ["refused:", "bounty_out_of_bounds", "0", "1"] in lines
    assert "the first verdict that differs:" in said.out
    assert "brain.action_refused" in said.out


def test_an_empty_constitution_is_refused(day: Path) -> None:
    (day.parent / "empty.md").write_text(" \n")
    said = what_if(day, "--prompt", "empty.md", "--offline")
    assert said.status == 2
    assert "--prompt" in said.err


def test_a_log_without_a_brain_has_nothing_to_prompt(day: Path) -> None:
    said = what_if(day, "--model", "another", "--offline", "--until", "0")
    assert said.status == 2
    assert "no model thought" in " ".join(said.err.split()).replace("│ ", "")
