"""Where the data folder comes from: the option, the environment, the `.env` file, in this order."""

from pathlib import Path

import pytest

from tests.command import soms


@pytest.fixture(autouse=True)
def _a_dotenv_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in ("DATABASE_URL", "SOMS_DATA"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("SOMS_DATA=from_file\n")


def sought_in(*options: str) -> str:
    return soms("log", "stats", *options).err


def test_the_dotenv_file_says_it() -> None:
    assert "no `soms up` runs on from_file" in sought_in()


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOMS_DATA", "from_environment")
    assert "runs on from_environment" in sought_in()


def test_the_option_goes_before_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOMS_DATA", "from_environment")
    assert "runs on from_option" in sought_in("--data", "from_option")


def test_without_any_it_is_the_usual_folder(tmp_path: Path) -> None:
    (tmp_path / ".env").unlink()
    assert "runs on .soms" in sought_in()


def test_settings_that_are_wrong_are_a_finding_of_the_doctor(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("MQTT_PORT=many\n")
    said = soms("doctor")
    assert (said.status, said.err) == (1, "")
    assert "MQTT_PORT" in said.out
