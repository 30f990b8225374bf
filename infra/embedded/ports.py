"""Free ports on this machine, for parts that nobody has to find: tests, benches.

They lie below those that the system gives to whoever connects, so that none of these takes one just
before a part listens on it. A port that was given out is kept: no other process of this account
that asks here gets it while this one lives, whether or not a part listens on it already.
"""

import fcntl
import os
import random
import socket
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from infra.embedded.broker import V5_OFFSET

FIRST, LAST = 10_000, 32_000
ATTEMPTS = 1_000

_random = random.SystemRandom()
_kept: set[int] = set()


def free_port() -> int:
    """A port that nobody uses, nor the one beside it that a broker may need; kept from now on."""
    for _ in range(ATTEMPTS):
        port = _random.randint(FIRST, LAST)
        if keep([port, port + V5_OFFSET]):
            return port
    raise OSError(f"no port between {FIRST} and {LAST} is free")


def keep(ports: Iterable[int]) -> bool:
    """Take all of these ports, or those before the first that somebody uses or has kept."""
    return all(_is_ours(port) and is_free(port) for port in ports)


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _is_ours(port: int) -> bool:
    if port in _kept:
        return False
    book = _book()
    try:
        fcntl.lockf(book, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
    except (BlockingIOError, PermissionError):  # which of the two, depends on the system
        return False
    _kept.add(port)
    return True


@cache
def _book() -> int:
    """The file whose byte number N is locked by the process that keeps port N, for as long as it
    lives; closing any descriptor of it would let go of all, so it stays open.
    """
    path = Path(tempfile.gettempdir()) / f"soms-ports-{os.getuid()}"
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
