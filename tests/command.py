"""The `soms` command as a process would run it, but in this one: what it says and how it ends."""

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from services.soms.main import main


@dataclass(frozen=True)
class Said:
    """What a finished command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def soms(*arguments: str) -> Said:
    """Run `soms` with these arguments, entry point included."""
    out, err = io.TextIOWrapper(io.BytesIO()), io.TextIOWrapper(io.BytesIO())
    with (
        patch.object(sys, "argv", ["soms", *arguments]),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        status = _status()
    return Said(status, _text(out), _text(err))


def _status() -> int:
    try:
        main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()
