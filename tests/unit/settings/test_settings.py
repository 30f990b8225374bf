"""Configuration: what is wrong is named, and what is secret is not shown."""

from pathlib import Path

import pytest

from services.settings import InvalidSettings, read_settings


def test_an_empty_environment_is_a_loopback_office() -> None:
    settings = read_settings()
    assert (settings.hub, settings.bind_addr, settings.auth) == ("office", "127.0.0.1", "required")


def test_a_bad_value_is_reported_with_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MQTT_PORT", "many")
    with pytest.raises(InvalidSettings, match=r"MQTT_PORT: .*'many'"):
        read_settings()


def test_a_dotenv_file_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SOMS_HUB=farm\n")
    assert read_settings().hub == "farm"


def test_a_default_password_off_loopback_refuses_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MQTT_BIND_ADDR", "0.0.0.0")
    monkeypatch.setenv("MQTT_PASS", "soms")
    with pytest.raises(InvalidSettings, match="MQTT_PASS"):
        read_settings()


def test_open_authentication_off_loopback_refuses_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MQTT_BIND_ADDR", "0.0.0.0")
    monkeypatch.setenv("MQTT_PASS", "long and its own")
    monkeypatch.setenv("SOMS_AUTH", "open")
    with pytest.raises(InvalidSettings, match="SOMS_AUTH"):
        read_settings()


def test_an_error_never_shows_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:hunter2@127.0.0.1/db")
    monkeypatch.setenv("MQTT_BIND_ADDR", "0.0.0.0")
    with pytest.raises(InvalidSettings) as caught:
        read_settings()
    assert "hunter2" not in str(caught.value)
    assert "hunter2" not in repr(read_settings(MQTT_BIND_ADDR="127.0.0.1"))


def test_a_model_server_is_shown_a_key_or_an_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_API_URL", "http://me:hunter2@models.example/v1")
    read_settings()
    monkeypatch.setenv("LLM_API_KEY", "hunter3")
    with pytest.raises(InvalidSettings, match="LLM_API_KEY") as caught:
        read_settings()
    assert "hunter" not in str(caught.value)


def test_a_missing_database_is_named() -> None:
    with pytest.raises(InvalidSettings, match="DATABASE_URL"):
        read_settings().database()


def test_http_services_off_loopback_ask_who_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOMS_BIND_ADDR", "192.0.2.1")
    assert read_settings().auth == "required"
    monkeypatch.setenv("SOMS_AUTH", "open")
    with pytest.raises(InvalidSettings, match=r"SOMS_AUTH: .*not on 192\.0\.2\.1"):
        read_settings()


def test_a_desk_is_open_unless_it_is_told_otherwise_or_can_be_reached() -> None:
    assert read_settings().auth_at_a_desk == "open"
    assert read_settings(auth="required").auth_at_a_desk == "required"
    assert read_settings(bind_addr="192.0.2.1").auth_at_a_desk == "required"


def test_a_key_without_its_certificate_is_named(tmp_path: Path) -> None:
    (tmp_path / "key.pem").touch()
    with pytest.raises(InvalidSettings, match=r"MQTT_TLS_KEY: .*MQTT_TLS_CERT"):
        read_settings(MQTT_TLS_KEY=tmp_path / "key.pem")


@pytest.mark.parametrize("variable", ["MQTT_TLS_CA", "MQTT_TLS_CERT", "MQTT_TLS_KEY"])
def test_a_file_that_is_not_there_is_named(variable: str) -> None:
    with pytest.raises(InvalidSettings, match=f"{variable}: .*/nowhere.pem"):
        read_settings(**{variable: Path("/nowhere.pem")})
