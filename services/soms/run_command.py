"""`soms run`: one service in the foreground."""

from typing import Annotated

import typer

from services.soms.options import Json
from services.soms.serving import SERVICES, serve


def run(
    service: Annotated[str, typer.Argument(help=f"One of: {', '.join(SERVICES)}.")],
    as_json: Json = False,
) -> None:
    """Run one service in the foreground until SIGTERM or Ctrl-C."""
    del as_json  # a service writes its logs to stderr and `ready` to stdout either way
    if service not in SERVICES:
        raise typer.BadParameter(f"{service!r} is not one of {', '.join(SERVICES)}")
    serve(service)
