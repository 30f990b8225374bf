"""How commands speak: results on stdout, as text or JSON; everything else on stderr."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

_messages = Console(stderr=True, highlight=False)


class Advance(Protocol):
    def __call__(self, done: int, /) -> None: ...


def print_json(value: Mapping[str, Any]) -> None:
    """One JSON object on one line of stdout."""
    sys.stdout.write(orjson.dumps(value, default=str).decode() + "\n")
    sys.stdout.flush()


def print_line(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def print_fields(value: Mapping[str, Any], *, as_json: bool) -> None:
    """One result, as JSON or as aligned `name  value` lines."""
    if as_json:
        print_json(value)
        return
    width = max(map(len, value), default=0)
    for name, field in value.items():
        print_line(f"{name:<{width}}  {_readable(field)}")


def _readable(field: Any) -> str:  # any JSON value may be shown
    if isinstance(field, Mapping):
        return "".join(f"\n    {value!s:>10}  {name}" for name, value in field.items()) or "-"
    return "-" if field is None else str(field)


def tell(message: str) -> None:
    """A remark for the person at the terminal."""
    _messages.print(message, markup=False)


@contextmanager
def progress(what: str, total: int) -> Iterator[Advance]:
    """A progress bar on a terminal, nothing in a pipe; call it with what is done so far."""
    if not _messages.is_terminal:
        yield lambda _done, /: None
        return
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_messages, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done, /: bar.update(task, completed=done)
