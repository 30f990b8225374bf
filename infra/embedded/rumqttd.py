"""Runs rumqttd in this process until it is ended: `python -m infra.embedded.rumqttd CONFIGURATION`.

A process of its own, so that a broker that crashes takes nothing with it, and can be killed.
Its router may panic (0.20 does when shared subscribers are lost), which would leave a listener that
answers nobody; the process ends with it, so that it is started again.
"""

import logging
import os
import sys
import threading

from iotcore.iotcore import IotCoreBroker

ROUTER, PANIC = b"thread 'router", b"panicked at"
"""What stderr says when the router panics; a task of a connection may, and harms that one alone."""
PANICKED = 101
"""The exit status of a Rust program that panicked."""


def main() -> None:
    # Through this logger rumqttd tells of every single message, at the level of an error.
    logging.getLogger("rumqttd").setLevel(logging.CRITICAL)
    _end_with_the_router()
    IotCoreBroker(config_path=sys.argv[1]).run_forever()


def _end_with_the_router() -> None:
    """Read our own stderr, pass it on, and end when it tells that the router panicked."""
    original = os.dup(sys.stderr.fileno())
    source, sink = os.pipe()
    os.dup2(sink, sys.stderr.fileno())
    threading.Thread(target=_pass_on, args=(source, original), daemon=True).start()


def _pass_on(source: int, target: int) -> None:
    with os.fdopen(source, "rb") as lines:
        for line in lines:
            os.write(target, line)
            if line.startswith(ROUTER) and PANIC in line:
                os.write(target, next(lines, b""))  # what it was about
                os._exit(PANICKED)


if __name__ == "__main__":
    main()
