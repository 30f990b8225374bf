"""A secret that is made once and kept in a file for its owner only, whole or not at all."""

import os
import secrets
from pathlib import Path

BYTES = 24


def kept_secret(file: Path) -> str:
    """The file's secret, made if it is not there yet."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = file.with_name(f".{file.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(BYTES))
            new.flush()
            os.fsync(new.fileno())
        draft.replace(file)
    return file.read_text()
