"""The options of the simulated office come from `SOMS_EDGE_…`, and errors name the variable."""

import pytest

from services.settings import InvalidSettings
from services.virtual_edge.options import read_options


def test_options_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOMS_EDGE_SCENARIO", "heat_wave+dead_sensor")
    monkeypatch.setenv("SOMS_EDGE_SPEED", "60")
    options = read_options()
    assert (options.scenario, options.speed, options.faults) == ("heat_wave+dead_sensor", 60, False)


@pytest.mark.parametrize(
    ("variable", "value"),
    [("SOMS_EDGE_SCENARIO", "flood"), ("SOMS_EDGE_SPEED", "0"), ("SOMS_EDGE_SEED", "x")],
)
def test_an_error_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(InvalidSettings, match=variable):
        read_options()
