"""`soms up` lets the brain ask its own stand-in for a model, unless another server was set."""

from pathlib import Path

import pytest

from services.settings import read_settings
from services.soms.addresses import Addresses
from services.soms.system import System


def asked_at(data: Path, monkeypatch: pytest.MonkeyPatch, **environment: str) -> str | None:
    """What the brain finds in its environment."""
    monkeypatch.chdir(data)
    monkeypatch.delenv("LLM_API_URL", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    given = read_settings().own_llm_api_url
    system = System(
        data, "office", Addresses(100), "embedded", "embedded", print, llm_api_url=given
    )
    system._describe_services()
    return system._service("brain").environment["LLM_API_URL"]


def test_the_brain_asks_the_stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked_at(tmp_path, monkeypatch) == "http://127.0.0.1:8101"


def test_a_model_server_that_was_set_is_the_one_that_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "http://gpu.local:11434"
    assert asked_at(tmp_path, monkeypatch, LLM_API_URL=url) == url


def test_one_from_a_file_of_settings_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("LLM_API_URL=http://gpu.local/v1\n")
    assert asked_at(tmp_path, monkeypatch) == "http://gpu.local/v1"
