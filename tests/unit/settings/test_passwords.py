"""A default password is refused wherever somebody else could use it, and nowhere else."""

import pytest

from services.settings import InvalidSettings, read_settings


def refusal(monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    with pytest.raises(InvalidSettings) as refused:
        read_settings()
    assert "soms_dev_mqtt" not in str(refused.value)
    return refused.value.variable


@pytest.mark.parametrize("password", ["soms_dev_mqtt", "soms"])
def test_a_default_password_for_a_broker_elsewhere_is_refused(
    monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    given = {"MQTT_BROKER": "192.0.2.7", "MQTT_USER": "soms", "MQTT_PASS": password}
    assert refusal(monkeypatch, **given) == "MQTT_PASS"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://soms:soms@192.0.2.7/soms",
        "postgresql://soms@db/soms?password=changeme",
        "postgresql://soms:soms@127.0.0.1,db/soms",
        "postgresql://soms:soms@/soms?host=localhost&hostaddr=192.0.2.7",
        "host=192.0.2.7 user=soms password=soms",
    ],
)
def test_a_default_password_for_a_database_elsewhere_is_refused(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    assert refusal(monkeypatch, DATABASE_URL=url) == "DATABASE_URL"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://soms:soms@127.0.0.1/soms",
        "postgresql://soms:soms@localhost/soms",
        "postgresql://soms:soms@[::1]:5433/soms",
        "postgresql://soms:soms@/soms?host=/run/postgresql",
        "postgresql://soms@192.0.2.7/soms?sslcert=client.crt",
        "host=/run/postgresql dbname=soms password=soms",
    ],
)
def test_on_this_machine_or_without_a_password_it_is_the_servers_affair(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert read_settings().database() == url


def test_a_broker_elsewhere_that_knows_no_accounts_needs_no_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MQTT_BROKER", "192.0.2.7")
    assert read_settings().mqtt_broker == "192.0.2.7"


@pytest.mark.parametrize("password", [None, ""])
def test_an_account_without_a_password_is_known_by_other_means(
    monkeypatch: pytest.MonkeyPatch, password: str | None
) -> None:
    monkeypatch.setenv("MQTT_BROKER", "192.0.2.7")
    monkeypatch.setenv("MQTT_USER", "soms")
    if password is not None:
        monkeypatch.setenv("MQTT_PASS", password)
    assert read_settings().mqtt_pass is None


def test_a_default_password_on_loopback_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MQTT_USER", "soms")
    monkeypatch.setenv("MQTT_PASS", "soms_dev_mqtt")
    assert read_settings().mqtt_user == "soms"
