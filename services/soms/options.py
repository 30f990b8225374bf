"""The options that commands share, so that they mean the same everywhere."""

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from services.settings import InvalidSettings, read_settings

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, or one per line.")]
Hub = Annotated[str | None, typer.Option("--hub", help="Which log; default SOMS_HUB or office.")]
DATA_DEFAULT = Path(".soms")


def _data_folder(context: typer.Context, value: Path) -> Path:
    """What is not given is what the settings say; if those are wrong, the command will say so."""
    source = context.get_parameter_source("data")
    if source is None or source.name != "DEFAULT":
        return value
    with suppress(InvalidSettings):
        return read_settings().data
    return value


Data = Annotated[
    Path,
    typer.Option(
        "--data", callback=_data_folder, help="Data folder of a `soms up`; default SOMS_DATA."
    ),
]
PortOffset = Annotated[
    int, typer.Option("--port-offset", min=0, max=45_000, help="Added to every port.")
]
