"""How services write to their logs: one line a record on stderr, time first, no secrets."""

import logging
import sys
import time

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _Utc(logging.Formatter):
    default_msec_format = "%s.%03dZ"
    default_time_format = "%Y-%m-%dT%H:%M:%S"

    def converter(self, timestamp: float | None) -> time.struct_time:
        return time.gmtime(timestamp)


def configure(level: str) -> None:
    """Send every record of `level` and above to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Utc(_FORMAT))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("gmqtt").setLevel(max(logging.WARNING, logging.getLevelName(level)))
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("mcp").setLevel(max(logging.WARNING, logging.getLevelName(level)))
