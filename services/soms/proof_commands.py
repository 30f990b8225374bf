"""`soms log verify` and `soms log tiles`: is the log what was signed, and can others see so."""

import asyncio
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import Annotated, Any, BinaryIO, TypeVar

import typer

from events.errors import InvalidProof
from events.identity import Position
from events.transparency.claims import Keys, OutsideHead, read_head
from events.transparency.offline import verify_file
from events.transparency.postgres import PostgresHeads
from events.transparency.tlog import write_tiles
from events.transparency.verification import Verification
from events.transparency.verifier import verify_log
from services.publisher.signing import VERIFIER_FILE
from services.soms.location import Location, locate, opened_log
from services.soms.options import DATA_DEFAULT, Data, Hub, Json
from services.soms.output import print_fields, progress, tell

Read = TypeVar("Read")

KeyFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--key",
        exists=True,
        dir_okay=False,
        help=f"File of verifier keys, one a line; default {VERIFIER_FILE} of the data folder.",
    ),
]
HeadFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--head",
        exists=True,
        dir_okay=False,
        help="A head kept elsewhere: a C2SP checkpoint, or what soms/log/head said.",
    ),
]
Origin = Annotated[
    str | None,
    typer.Option("--from", help="Verify this export instead, with no database; - for stdin."),
]


def verify(
    origin: Origin = None,
    key: KeyFiles = None,
    head: HeadFiles = None,
    hub: Hub = None,
    data: Data = DATA_DEFAULT,
    as_json: Json = False,
) -> None:
    """Recompute every hash, check every signature; exit 1 and name the position if one differs."""
    keys = keys_given(key, data)
    heads = [read_file(file, read_head) for file in head or ()]
    if origin is None:
        result = asyncio.run(_verify_log(locate(hub, data), keys, heads))
    else:
        result = _verify_export(origin, keys, heads)
    print_fields(result.summary(), as_json=as_json)
    if not keys:
        tell("soms: signatures were not checked, for want of a verifier key (see --key)")
    if count := result.heads_unchecked:
        noun = "head" if count == 1 else "heads"
        tell(f"soms: {count} {noun} signed with keys not given: not checked (see --key)")
    raise typer.Exit(0 if result.ok else 1)


def keys_given(given: list[Path] | None, data: Path) -> Keys:
    """The folder's own key is that of today only: the log may have moved, or had another before."""
    kept = data / VERIFIER_FILE
    if not given:
        return read_file(kept, partial(Keys.parse, complete=False)) if kept.exists() else Keys()
    keys = Keys()
    for file in given:
        keys |= read_file(file, Keys.parse)
    return keys


def read_file(file: Path, read: Callable[[str], Read]) -> Read:
    """What is in a file of the caller's; if it is something else, the call was wrong."""
    try:
        return read(file.read_text())
    except (InvalidProof, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{file}: {error}") from None


async def _verify_log(location: Location, keys: Keys, heads: list[OutsideHead]) -> Verification:
    async with opened_log(location) as log:
        with progress("verifying", (await log.head()).position) as advance:
            return await verify_log(log, advance, keys=keys, outside=heads)


def _verify_export(origin: str, keys: Keys, heads: list[OutsideHead]) -> Verification:
    with _seekable(origin) as file, progress("verifying", _lines_in(file)) as advance:
        return verify_file(file, advance, keys=keys, outside=heads)


@contextmanager
def _seekable(origin: str) -> Iterator[BinaryIO]:
    """The file, which is read more than once; a stream is put down somewhere first."""
    if origin == "-":
        with _spooled(sys.stdin.buffer) as copy:
            yield copy
        return
    if not os.path.exists(origin) or os.path.isdir(origin):
        raise typer.BadParameter(f"{origin}: no such file")
    with Path(origin).open("rb") as file:
        if os.path.isfile(origin):
            yield file
        else:
            with _spooled(file) as copy:
                yield copy


@contextmanager
def _spooled(stream: BinaryIO) -> Iterator[BinaryIO]:
    with TemporaryFile() as copy:
        shutil.copyfileobj(stream, copy)
        yield copy


def _lines_in(file: BinaryIO) -> int:
    file.seek(0)
    return sum(1 for _ in file)


def tiles(
    folder: Annotated[Path, typer.Argument(metavar="DIR", file_okay=False)],
    hub: Hub = None,
    data: Data = DATA_DEFAULT,
    as_json: Json = False,
) -> None:
    """Write the log up to its newest signed head as C2SP tlog-tiles, for any reader of such."""
    print_fields(asyncio.run(_tiles(locate(hub, data), folder)), as_json=as_json)


async def _tiles(location: Location, folder: Path) -> dict[str, Any]:
    async with opened_log(location) as log:
        newest = await PostgresHeads(log).newest()
        if newest is None:
            raise InvalidProof("no head of this log was signed yet; the publisher signs them")
        left_out = await write_tiles(log, newest.note, folder)
    if left_out:
        tell(f"soms: entries over 65,535 bytes do not fit the format: {_named(left_out)}")
    return {
        "hub": location.hub,
        "folder": str(folder),
        "size": newest.position,
        "root": newest.root.hex(),
        "entries_left_out": left_out,
    }


def _named(positions: list[Position]) -> str:
    return f"positions {', '.join(map(str, positions[:10]))}{' …' if positions[10:] else ''}"
