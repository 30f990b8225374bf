"""`soms doctor` asks whether the model server is there and has the model, and says what to do."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from infra.embedded.ports import free_port
from services.soms.doctor_command import examine
from services.soms.findings import Finding
from tests.integration.brain.conftest import model as model  # noqa: PLC0414 (a fixture)
from tests.integration.brain.standin import Answer, StandIn

MODEL = "qwen2.5:14b"


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LLM_API_URL", raising=False)
    monkeypatch.setenv("LLM_MODEL", MODEL)


async def found(monkeypatch: pytest.MonkeyPatch, url: str) -> Finding:
    monkeypatch.setenv("LLM_API_URL", url)
    return await asyncio.to_thread(_found)


def _found() -> Finding:
    (finding,) = (one for one in examine(Path("soms"), 22_100) if one.check == "model")
    return finding


def ollama_has(*names: str) -> Answer:
    return _json({"models": [{"name": name, "model": name} for name in names]})


def openai_has(*names: str) -> Answer:
    return _json({"object": "list", "data": [{"id": name} for name in names]})


def _json(body: Any) -> Answer:
    return Answer(json.dumps(body).encode())


def test_the_stand_in_is_told_of_where_no_server_was_set() -> None:
    finding = _found()
    assert finding.verdict == "ok"
    assert "stand-in" in finding.message
    assert "LLM_API_URL" in finding.message


@pytest.mark.parametrize(("path", "has"), [("", ollama_has), ("/v1", openai_has)])
async def test_a_server_that_has_the_model_is_good(
    model: StandIn, monkeypatch: pytest.MonkeyPatch, path: str, has: Any
) -> None:
    model.listing = has("other", MODEL)
    model.will(_json({}))
    finding = await found(monkeypatch, model.url + path)
    assert finding == Finding("model", "ok", f"{MODEL} at 127.0.0.1:{model.port}")


@pytest.mark.parametrize(
    ("can", "think", "told"),
    [
        (["completion", "tools", "thinking"], "on", None),
        (["completion", "tools"], "auto", None),
        (["completion", "tools"], "high", "SOMS_BRAIN_THINK=off"),
        (["completion"], "auto", "calls no tools"),
    ],
)
async def test_a_model_that_cannot_do_what_it_is_asked_for_is_a_warning(
    model: StandIn, monkeypatch: pytest.MonkeyPatch, can: list[str], think: str, told: str | None
) -> None:
    monkeypatch.setenv("SOMS_BRAIN_THINK", think)
    model.listing = ollama_has(MODEL)
    model.will(_json({"capabilities": can}))
    finding = await found(monkeypatch, model.url)
    assert finding.verdict == ("ok" if told is None else "warning")
    assert told is None or told in finding.message


@pytest.mark.parametrize("path", ["", "/v1"])
async def test_a_server_that_wants_another_key_is_told_of_by_that(
    model: StandIn, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    model.listing = Answer(b"no", 401)
    finding = await found(monkeypatch, model.url + path)
    assert finding.verdict == "warning"
    assert "LLM_API_KEY" in finding.message
    assert "LLM_API_URL" not in finding.message


async def test_ollamas_latest_is_the_model_without_a_tag(
    model: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLM_MODEL", "qwen")
    model.listing = ollama_has("qwen:latest")
    model.will(Answer(b"no such way", 404))
    assert (await found(monkeypatch, model.url)).verdict == "ok"


async def test_a_model_that_ollama_has_not_is_to_be_pulled(
    model: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.listing = ollama_has("other:7b")
    finding = await found(monkeypatch, model.url)
    assert finding.verdict == "warning"
    assert f"ollama pull {MODEL}" in finding.message
    assert "LLM_MODEL" in finding.message
    assert "other:7b" in finding.message


async def test_a_model_that_another_server_has_not_is_to_be_loaded_there(
    model: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.listing = openai_has("other\x1b[31m")
    finding = await found(monkeypatch, model.url + "/v1")
    assert finding.verdict == "warning"
    assert "LLM_MODEL" in finding.message
    assert "ollama" not in finding.message
    assert "\x1b" not in finding.message


@pytest.mark.parametrize("path", ["", "/v1"])
async def test_a_server_that_is_not_there_is_a_warning_that_shows_no_secret(
    monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    port = free_port()
    finding = await found(monkeypatch, f"http://me:hunter2@127.0.0.1:{port}{path}")
    assert finding.verdict == "warning"
    assert f"127.0.0.1:{port}" in finding.message
    assert "LLM_API_URL" in finding.message
    assert "hunter2" not in finding.message


@pytest.mark.parametrize("path", ["", "/v1"])
@pytest.mark.parametrize(
    "listing", [Answer(b"[1]"), Answer(b"{}"), Answer(b"<html>"), Answer(b'"no"', 404)]
)
async def test_what_is_no_model_server_is_a_warning(
    model: StandIn, monkeypatch: pytest.MonkeyPatch, path: str, listing: Answer
) -> None:
    model.listing = listing
    assert (await found(monkeypatch, model.url + path)).verdict == "warning"


async def test_an_address_that_leads_nowhere_is_a_warning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert (await found(monkeypatch, "http://u:pw@models.invalid:9")).verdict == "warning"
