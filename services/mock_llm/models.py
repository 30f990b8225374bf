"""The models that the stand-in says it has: the configured one, and any other that is asked for."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

CONTEXT_TOKENS = 32_768
SIZE = 1_000_000
"""Bytes; a number that a client can show."""
KEPT = timedelta(minutes=30)

_DETAILS = {
    "parent_model": "",
    "format": "mock",
    "family": "mock",
    "families": ["mock"],
    "parameter_size": "0B",
    "quantization_level": "none",
}


def digest_of(model: str) -> str:
    return hashlib.sha256(f"soms mock model {model}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Models:
    """`name` is the configured model's."""

    name: str
    since: datetime

    def listed(self) -> list[dict[str, Any]]:
        """As `/api/tags` has it."""
        return [{**self._described(), "modified_at": self.since.isoformat()}]

    def running(self) -> list[dict[str, Any]]:
        """As `/api/ps` has it."""
        until = (datetime.now(UTC) + KEPT).isoformat()
        held = {"expires_at": until, "size_vram": 0, "context_length": CONTEXT_TOKENS}
        return [{**self._described(), **held}]

    def shown(self, model: str) -> dict[str, Any]:
        """As `/api/show` has it."""
        info = {
            "general.architecture": "mock",
            "general.basename": model,
            "mock.context_length": CONTEXT_TOKENS,
        }
        return {
            "modelfile": f"# a stand-in for {model}",
            "parameters": "",
            "template": "",
            "details": _DETAILS,
            "model_info": info,
            "capabilities": ["completion", "tools"],
            "modified_at": self.since.isoformat(),
        }

    def _described(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "model": self.name,
            "size": SIZE,
            "digest": digest_of(self.name),
            "details": _DETAILS,
        }

    def as_openai(self, model: str | None = None) -> dict[str, Any]:
        created = int(self.since.timestamp())
        name = model or self.name
        return {"id": name, "object": "model", "created": created, "owned_by": "library"}
