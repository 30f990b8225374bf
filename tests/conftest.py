"""Real parts for tests: one embedded Postgres and both brokers, started once, on free ports."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from events.catalogue import PAYLOADS
from infra.embedded.account import NOTE
from infra.embedded.broker import EmbeddedBroker, Mosquitto, Rumqttd, find_mosquitto
from infra.embedded.ports import free_port
from infra.embedded.postgres import Postgres

settings.register_profile(
    "default",
    deadline=None,
    derandomize=True,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("thorough", settings.get_profile("default"), max_examples=2_000)
settings.load_profile("default")

# A model is built at its first use otherwise: too late for Hypothesis, which asks it what it needs.
for payload in PAYLOADS.values():
    payload.model_rebuild()

_hubs = count(1)


@pytest.fixture(scope="session", autouse=True)
def _no_database_left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """As root, databases are kept outside folders that only root may enter, such as a test's."""
    yield
    for note in tmp_path_factory.getbasetemp().rglob(NOTE):
        shutil.rmtree(note.read_text().strip(), ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A running embedded server."""
    server = Postgres(tmp_path_factory.mktemp("postgres"), free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_url(postgres: Postgres) -> str:
    """The server's URL for its owner."""
    return postgres.url


@pytest.fixture
def hub() -> str:
    """The name of a hub that no other test uses."""
    return f"test_{next(_hubs)}"


@pytest.fixture(scope="session")
def _brokers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, EmbeddedBroker]]:
    started: dict[str, EmbeddedBroker] = {}
    yield started
    for running in started.values():
        running.stop()


@pytest.fixture(params=["rumqttd", "mosquitto"])
def broker(
    request: pytest.FixtureRequest,
    _brokers: dict[str, EmbeddedBroker],
    tmp_path_factory: pytest.TempPathFactory,
) -> EmbeddedBroker:
    """A running broker that lets in its own account only; once with each kind."""
    if request.param == "mosquitto" and find_mosquitto() is None:
        pytest.skip("mosquitto is not installed on this machine")
    if request.param not in _brokers:
        folder: Path = tmp_path_factory.mktemp(request.param)
        kind = Mosquitto if request.param == "mosquitto" else Rumqttd
        _brokers[request.param] = kind(folder, free_port())
        _brokers[request.param].start()
    return _brokers[request.param]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much was skipped, so that a green run cannot hide it."""
    skipped = len(terminalreporter.stats.get("skipped", []))
    terminalreporter.write_line(f"tests skipped: {skipped} (reasons above)")
