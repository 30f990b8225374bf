"""One question to the model: attempts, pauses between them, and an end to it.

Whatever an attempt comes to is an outcome, never an exception. Only what another attempt can mend
is tried again: a connection that was refused, reset or not made in time, and a gateway that has no
server yet. Together it takes no longer than one answer may.
"""

import asyncio
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.brain.errors import MalformedReply, ModelError, TimedOut, Unreachable
from services.brain.replies import Reply
from services.brain.servers import ModelServer

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an answer is waited for."""

    answer_s: float = 120.0
    """All attempts together."""
    attempts: int = 3
    pause_s: float = 0.5
    """After the first attempt; four times as long after the next."""


PATIENCE = Patience()


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of a question."""

    outcome: Reply | ModelError
    attempts: int
    duration_ms: float


async def ask(
    server: ModelServer, request: Mapping[str, Any], patience: Patience = PATIENCE
) -> Asked:
    """Ask until there is an answer, or no use in asking again."""
    began, attempts = time.monotonic(), 0
    outcome: Reply | ModelError = TimedOut()
    try:
        async with asyncio.timeout(patience.answer_s):
            while attempts < patience.attempts:
                if attempts:
                    await asyncio.sleep(patience.pause_s * 4 ** (attempts - 1))
                attempts += 1
                outcome = await _attempt(server, request)
                if not isinstance(outcome, Unreachable):
                    break
    except TimeoutError:
        outcome = TimedOut()
    return Asked(outcome, attempts, round((time.monotonic() - began) * 1_000, 1))


async def _attempt(server: ModelServer, request: Mapping[str, Any]) -> Reply | ModelError:
    try:
        return await server.ask(request)
    except Exception as error:  # noqa: BLE001  (whatever this was, others are to be asked yet)
        return as_model_error(error)


def as_model_error(error: Exception) -> ModelError:
    """What asking a server came to grief of; what nobody foresaw is logged, for us to mend."""
    if isinstance(error, ModelError):
        return error
    _log.error("asking the model server broke down", exc_info=error)
    return MalformedReply(f"{type(error).__name__}: {error}")
