"""Files that commands read and write by name; `-` is standard input, or output.

What is written is written whole or not at all, and what was there before stays until then.
"""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

DRAFT_SUFFIX = ".part"


@contextmanager
def readable(origin: str) -> Iterator[BinaryIO]:
    """The file of that name."""
    if origin == "-":
        yield sys.stdin.buffer
        return
    with Path(origin).open("rb") as file:
        yield file


@contextmanager
def written(destination: str) -> Iterator[BinaryIO]:
    """A file that takes its name when the block has ended well."""
    target = Path(destination)
    if destination == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    elif target.exists() and not target.is_file():
        with target.open("wb") as device:
            yield device
    else:
        # A link stays one: what it leads to is replaced. The link of a pipe leads to no path.
        with _replacing(target.resolve()) as file:
            yield file


@contextmanager
def _replacing(target: Path) -> Iterator[BinaryIO]:
    draft = target.with_name(target.name + DRAFT_SUFFIX)
    try:
        with draft.open("wb") as file:
            if target.exists():
                shutil.copymode(target, draft)
            yield file
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
