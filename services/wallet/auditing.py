"""Verifies the log and the books now and then, in a process of its own; the wallet goes on.

What it runs is `soms audit verify`, so the result is the one that an auditor would get.
"""

import asyncio
import logging
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from services.settings import Settings
from services.wallet.clock import now

FIRST_AFTER_S = 60.0
EVERY_S = 3_600.0

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Auditing:
    """The last result; `run` it."""

    settings: Settings
    result: Mapping[str, Any] | None = None
    verified_at: datetime | None = None

    async def run(self) -> None:
        """For ever."""
        await asyncio.sleep(FIRST_AFTER_S)
        while True:
            await self.verify()
            await asyncio.sleep(EVERY_S)

    async def verify(self) -> None:
        """Run a verification; where it comes to no result, the one before is kept."""
        process = await asyncio.create_subprocess_exec(
            *self._command(),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "DATABASE_URL": self.settings.database()},
        )
        try:
            said, errors = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
        try:
            result = orjson.loads(said)
        except orjson.JSONDecodeError:
            _log.warning("no verification: %s", errors.decode(errors="replace").strip()[-500:])
            return
        self.result, self.verified_at = result, now()
        if not result["ok"]:
            _log.error("the books do not hold: %s", result["failures"][:3])

    def _command(self) -> list[str]:
        where = ["--hub", self.settings.hub, "--data", str(self.settings.data), "--json"]
        return [sys.executable, "-m", "services.soms.main", "audit", "verify", *where]
