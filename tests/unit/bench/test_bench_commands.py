"""`soms bench`: which benches there are, and what it says when a target is missed."""

import orjson
import pytest
from typer.testing import CliRunner

from services.soms import bench_commands
from services.soms.bench.figure import Figure
from services.soms.bench.options import Options
from services.soms.main import app_of


def _bench(value: float) -> tuple[bench_commands.Measure, ...]:
    async def measure(options: Options) -> list[Figure]:
        return [Figure(f"append {options.events}", "events/s", (value,), minimum=100)]

    return (measure,)


@pytest.mark.parametrize(("value", "status"), [(99.0, 1), (100.0, 0)])
def test_a_missed_target_is_the_exit_status(
    monkeypatch: pytest.MonkeyPatch, value: float, status: int
) -> None:
    monkeypatch.setitem(bench_commands.BENCHES, "append", _bench(value))
    said = CliRunner().invoke(app_of(["bench"]), ["bench", "append", "--events", "2000", "--json"])
    assert said.exit_code == status
    figure = orjson.loads(said.stdout)
    assert (figure["name"], figure["value"]) == ("append 2000", value)


def test_a_bench_that_does_not_exist_is_a_wrong_call() -> None:
    said = CliRunner().invoke(app_of(["bench"]), ["bench", "guesswork"])
    assert said.exit_code == 2
    assert "guesswork" in said.output


def test_all_is_every_bench() -> None:
    separately = {"append", "ingest", "transfer", "latency", "safety", "brain"}
    every = set(bench_commands.BENCHES["all"])
    assert all(set(bench_commands.BENCHES[name]) <= every for name in separately)
