"""How a command ends: errors become one line on stderr and an exit status, whoever raised them.

Exit status: 0 when what was asked for holds, 1 when it does not, 2 when the call was wrong.
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from events.errors import InvalidSubject, SomsError
from handlers.policy import InvalidPolicy
from services import logs
from services.projector.errors import UnknownView
from services.settings import InvalidSettings, read_settings

_log = logging.getLogger(__name__)

FAILED = 1
WRONG_USAGE = 2


@contextmanager
def errors_in_words() -> Iterator[None]:
    """End the process with one line for an error, whether SOMS raised it on purpose or not."""
    try:
        yield
    except (InvalidSettings, InvalidSubject, UnknownView, InvalidPolicy) as error:
        _fail(error, WRONG_USAGE)
    except (SomsError, OSError) as error:
        _fail(error, FAILED)
    except Exception as error:  # noqa: BLE001 (the last resort)
        _trace(error)
        # What it says may hold a password, for nobody chose its words.
        _fail(f"unexpected {type(error).__name__}; LOG_LEVEL=DEBUG shows where", FAILED)


def _fail(error: Exception | str, status: int) -> None:
    sys.stderr.write(f"soms: {error}\n")
    sys.exit(status)


def _trace(error: Exception) -> None:
    try:
        logs.configure(read_settings().log_level)
    except InvalidSettings:
        return
    _log.debug("an error that nobody foresaw", exc_info=error)
