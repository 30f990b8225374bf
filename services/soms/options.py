"""The options that commands share, so that they mean the same everywhere."""

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, or one per line.")]
Hub = Annotated[str | None, typer.Option("--hub", help="Which log; default SOMS_HUB or office.")]
Data = Annotated[
    Path, typer.Option("--data", help="Data folder of a `soms up`.", envvar="SOMS_DATA")
]
DATA_DEFAULT = Path(".soms")
PortOffset = Annotated[
    int, typer.Option("--port-offset", min=0, max=45_000, help="Added to every port.")
]
