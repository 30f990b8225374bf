"""A call that cannot be meant exits 2 with a line that says why; nothing prints a trace."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.soms import doctor_command, serving
from tests.command import soms


@pytest.fixture(autouse=True)
def _in_an_empty_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in ("DATABASE_URL", "SOMS_DATA", "SOMS_DEVICE_ZONES", "LOG_LEVEL"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize(
    ("call", "named"),
    [
        ("log tail -n 99999999999999999999999", "--count"),
        ("log export --until -5 f", "--until"),
        ("simulate --hours inf", "--hours"),
        ("simulate --hours nan", "--hours"),
        ("doctor --port-offset 99999999", "--port-offset"),
        ("up --broker mqtt://h:abc", "--broker"),
        ("up --broker mqtt://[h", "--broker"),
        ("up --broker amqp://u:hunter2@h", "--broker"),
        ("up --broker mqtt://u:soms@192.0.2.7", "MQTT_PASS"),
        ("up --database postgresql://u:hunter2@h:badport/x", "--database"),
        ("up --database postgresql://u:soms@192.0.2.7/x", "DATABASE_URL"),
        ("up --database dbname=x", "--database"),
        ("replay --what-if --prompt p.txt", "--prompt"),
        ("replay --what-if --model  ", "--model"),
        ("replay --check --model m", "--model"),
        ("replay --check --offline", "--offline"),
    ],
)
def test_it_is_refused_and_what_is_wrong_is_named(call: str, named: str) -> None:
    said = soms(*call.split())
    assert (said.status, said.out) == (2, "")
    assert named in said.err
    assert "hunter2" not in said.err
    assert "Traceback" not in said.err


def test_a_policy_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "policy").write_bytes(b"\xff\xfe\x00")
    said = soms("replay", "--what-if", "--policy", "policy")
    assert said.status == 2
    assert said.err == "soms: policy: neither TOML nor JSON: it is not UTF-8 text\n"


@pytest.mark.usefixtures("_logging_as_before")
def test_an_error_that_nobody_foresaw_is_one_line_and_its_trace_is_for_debugging(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("hunter2")

    monkeypatch.setattr(doctor_command, "examine", fail)
    said = soms("doctor")
    assert said.status == 1
    assert said.err == "soms: unexpected ZeroDivisionError; LOG_LEVEL=DEBUG shows where\n"
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    assert "in fail" in soms("doctor").err


@pytest.mark.usefixtures("_logging_as_before")
def test_what_ended_a_service_is_in_its_log_with_the_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(serving, "service_called", lambda _: fail)
    said = soms("run", "clock")
    assert said.status == 1
    assert "the clock ended by an error that nobody foresaw" in said.err
    assert "in fail" in said.err
