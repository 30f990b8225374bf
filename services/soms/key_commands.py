"""`soms user keys`: a copy of the keys to people's names, which the log's export does not hold."""

import base64
import os
from collections.abc import Mapping
from typing import Annotated, BinaryIO

import orjson
import typer

from events.errors import SomsError
from services.soms.files import readable, written
from services.soms.options import DATA_DEFAULT, Data, Hub
from services.soms.output import tell
from services.soms.user_work import done

app = typer.Typer(no_args_is_help=True, help=__doc__)

KEY_BYTES = 32

Destination = Annotated[str, typer.Argument(help="A file, or - for standard output.")]
Origin = Annotated[str, typer.Argument(help="A file, or - for standard input.")]


class NoKeys(SomsError):
    """A line of the file is no key."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}: is no key as `soms user keys export` writes them")
        self.line = line


@app.callback()
def keys() -> None:
    """Whoever has the keys and the log reads the names."""


@app.command()
def export(destination: Destination, hub: Hub = None, data: Data = DATA_DEFAULT) -> None:
    """Write the keys of everybody who is not erased, for the file's owner only."""
    copied = done(lambda registry: registry.keys.copied(), hub, data)
    before = os.umask(0o077)
    try:
        with written(destination) as file:
            _write(file, copied)
    finally:
        os.umask(before)
    tell(f"{len(copied)} keys")


@app.command("import")
def import_keys(origin: Origin, hub: Hub = None, data: Data = DATA_DEFAULT) -> None:
    """Take over keys from such a file, but for those of people who were erased."""
    with readable(origin) as file:
        copied = _read(file)
    done(lambda registry: registry.put_back(copied), hub, data)
    tell(f"{len(copied)} keys")


def _write(file: BinaryIO, copied: Mapping[str, bytes]) -> None:
    for key_id, key in copied.items():
        text = base64.b64encode(key).decode()
        file.write(orjson.dumps({"key_id": key_id, "key": text}) + b"\n")


def _read(file: BinaryIO) -> dict[str, bytes]:
    copied = {}
    for number, line in enumerate(file, start=1):
        try:
            found = orjson.loads(line)
            key_id, key = str(found["key_id"]), base64.b64decode(found["key"], validate=True)
        except (ValueError, TypeError, KeyError):
            raise NoKeys(number) from None
        if len(key) != KEY_BYTES:
            raise NoKeys(number)
        copied[key_id] = key
    return copied
