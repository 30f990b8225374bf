"""How a service tells whoever started it that it is at work: one line on stdout."""

import sys

READY_LINE = "ready"


def announce() -> None:
    """Say that everything this service needs is connected and its loop runs."""
    sys.stdout.write(READY_LINE + "\n")
    sys.stdout.flush()
