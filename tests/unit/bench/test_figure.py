"""Figures: the median, and whether it holds against its target and against what is beside it."""

import pytest

from services.soms.bench.figure import Figure, beside, percentile


def test_a_figure_is_the_median_of_its_runs() -> None:
    assert Figure("append", "events/s", (1.0, 900.0, 30.0)).value == 30.0


def test_a_figure_without_a_target_holds() -> None:
    assert Figure("append", "events/s", (1.0,)).holds


@pytest.mark.parametrize(("value", "holds"), [(99.0, False), (100.0, True)])
def test_a_minimum_is_reached_or_missed(value: float, holds: bool) -> None:
    assert Figure("append", "events/s", (value,), minimum=100).holds is holds


@pytest.mark.parametrize(("value", "holds"), [(101.0, False), (100.0, True)])
def test_a_maximum_is_kept_or_exceeded(value: float, holds: bool) -> None:
    assert Figure("time travel", "ms", (value,), maximum=100).holds is holds


@pytest.mark.parametrize(("value", "holds"), [(119.0, False), (120.0, True)])
def test_a_figure_is_a_multiple_of_its_peers_median_or_misses(value: float, holds: bool) -> None:
    peer = beside("peer", [10.0, 60.0, 1_000.0], 2.0)
    assert Figure("append", "events/s", (value,), (peer,)).holds is holds


def test_the_json_form_names_the_ratio_that_was_reached_and_the_one_required() -> None:
    figure = Figure("append", "events/s", (90.0,), (beside("peer", [60.0], 2.0),))
    assert figure.as_object()["beside"] == [
        {"name": "peer", "value": 60.0, "ratio": 1.5, "required_ratio": 2.0}
    ]
    assert figure.as_object()["holds"] is False


def test_percentiles_are_values_that_were_measured() -> None:
    waits = [float(number) for number in range(1, 101)]
    assert (percentile(waits, 0.5), percentile(waits, 0.99), percentile([5.0], 0.99)) == (
        51,
        100,
        5,
    )
