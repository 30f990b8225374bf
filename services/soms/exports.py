"""Exports that commands read: a file by name, or standard input."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def readable(origin: str) -> Iterator[BinaryIO]:
    """The export of that name; `-` is standard input."""
    if origin == "-":
        yield sys.stdin.buffer
        return
    with Path(origin).open("rb") as file:
        yield file
