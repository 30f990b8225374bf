"""Figures as a table for a terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from services.soms.bench.figure import Figure


def print_table(figures: Sequence[Figure]) -> None:
    table = Table("figure", "median", "unit", "target", "beside", "ratio (needed)", "")
    for figure in figures:
        table.add_row(
            figure.name,
            f"{figure.value:,.1f}",
            figure.unit,
            _target(figure),
            "\n".join(f"{other.name}: {other.value:,.1f}" for other in figure.beside),
            "\n".join(
                f"{figure.value / other.value:.2f} ({other.factor:g})" for other in figure.beside
            ),
            "holds" if figure.holds else "MISSED",
        )
    Console().print(table)


def _target(figure: Figure) -> str:
    if figure.minimum is not None:
        return f"≥ {figure.minimum:,.0f}"
    return "" if figure.maximum is None else f"≤ {figure.maximum:,.0f}"
