"""Long and rough: many seeds, hours each, everything going wrong."""

import pytest

from services.simulator.simulation import simulate


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 108))
def test_rough_hours_keep_every_rule(seed: int) -> None:
    outcome = simulate(seed, 1.0, faults=True)
    assert outcome.ok, str(outcome)
