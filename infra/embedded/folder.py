"""A data folder belongs to one running system at a time; the kernel frees it with the process."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.embedded.errors import AlreadyRunning

LOCK_NAME = "lock"


@contextmanager
def held(data: Path) -> Iterator[None]:
    """Hold the folder, made if need be. Raises `AlreadyRunning` if somebody else does."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / LOCK_NAME).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip()
            raise AlreadyRunning(data, int(holder) if holder.isdecimal() else None) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
