"""What `soms up --json` prints: only its last line says `ready`."""

import json

import pytest

from services.soms.up_command import announced, told

URLS = {"frontend": "http://127.0.0.1:8080", "backend": "http://127.0.0.1:8000"}


def test_ready_is_said_once_and_last(capsys: pytest.CaptureFixture[str]) -> None:
    told(as_json=True)("database")
    announced(as_json=True, headless=False)(URLS)
    first, last = capsys.readouterr().out.splitlines()
    assert json.loads(first) == {"part": "database", "up": True}
    assert "ready" not in first
    assert json.loads(last) == {"ready": True, "urls": URLS}
