"""R6 under watch: what the code itself asks for, and nothing else, counts as reached."""

import gc
import time
from collections.abc import Callable, Iterator

import pytest

from services.simulator.errors import InvariantBroken
from services.simulator.witness.isolation import nothing_from_outside


@pytest.fixture
def whoever_times_the_collector() -> Iterator[None]:
    """As profilers and test frameworks do."""

    def callback(_phase: str, _info: dict[str, int]) -> None:
        time.perf_counter()

    thresholds = gc.get_threshold()
    gc.callbacks.append(callback)
    gc.set_threshold(1)
    yield
    gc.set_threshold(*thresholds)
    gc.callbacks.remove(callback)


@pytest.mark.parametrize("ask", [time.time, time.monotonic, time.perf_counter])
def test_a_clock_that_is_read_is_named(ask: Callable[[], float]) -> None:
    with (
        pytest.raises(InvariantBroken, match=f"R6.*climate called time.{ask.__name__}"),
        nothing_from_outside("climate", 7),
    ):
        ask()


@pytest.mark.usefixtures("whoever_times_the_collector")
def test_a_garbage_collection_is_nobody_s_doing() -> None:
    with nothing_from_outside("climate", 7):
        kept = [[number] for number in range(1_000)]
    assert len(kept) == 1_000


def test_the_collector_is_on_again_afterwards() -> None:
    with nothing_from_outside("climate", 7):
        pass
    assert gc.isenabled()
