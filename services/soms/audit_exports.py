"""`soms audit export`: the books for other programs."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Annotated

import typer

from services.audit.beancount import BEANCOUNT
from services.audit.hledger import HLEDGER
from services.audit.journal import Entry
from services.audit.reading import entries
from services.audit.tables import as_csv, as_ndjson
from services.soms.files import written
from services.soms.location import Location, locate, opened_log
from services.soms.options import DATA_DEFAULT, Data, Hub


class Format(StrEnum):
    """What other programs read."""

    beancount = "beancount"
    hledger = "hledger"
    csv = "csv"
    ndjson = "ndjson"


WRITERS: dict[Format, Callable[[Iterable[Entry]], Iterator[str]]] = {
    Format.beancount: BEANCOUNT.journal,
    Format.hledger: HLEDGER.journal,
    Format.csv: as_csv,
    Format.ndjson: as_ndjson,
}


def export_books(
    destination: Annotated[str, typer.Argument(help="A file, or - for standard output.")] = "-",
    file_format: Annotated[Format, typer.Option("--format")] = Format.beancount,
    hub: Hub = None,
    data: Data = DATA_DEFAULT,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format ndjson.")] = False,
) -> None:
    """Write every movement of credits, each with its event; beancount and hledger check them."""
    chosen = Format.ndjson if as_json else file_format
    moved = asyncio.run(_entries(locate(hub, data)))
    with written(destination) as file:
        for piece in WRITERS[chosen](moved):
            file.write(piece.encode())


async def _entries(location: Location) -> list[Entry]:
    async with opened_log(location) as log:
        until = (await log.head()).position
        return [entry async for entry in entries(log, until)]
