"""Free ports on this machine, for parts that nobody has to find: tests, benches.

They lie below those that the system gives to whoever connects, so that none of these takes one just
before a part listens on it.
"""

import random
import socket

from infra.embedded.broker import V5_OFFSET

FIRST, LAST = 10_000, 32_000
ATTEMPTS = 1_000

_random = random.SystemRandom()


def free_port() -> int:
    """A port that nobody uses, nor the one beside it that a broker may need."""
    for _ in range(ATTEMPTS):
        port = _random.randint(FIRST, LAST)
        if is_free(port) and is_free(port + V5_OFFSET):
            return port
    raise OSError(f"no port between {FIRST} and {LAST} is free")


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
