"""Brain: what the model saw, said and was let do. Nothing it proposes acts unless approved (R8)."""

from typing import Any, Literal

from pydantic import Field

from events.payload import Payload


class CycleStarted(Payload):
    """The brain begins to think."""

    cycle: str
    trigger: str
    """Why now: `event`, `poll` …"""
    causes: tuple[str, ...] = ()
    """Ids of the events that made it noteworthy."""


class ModelPrompted(Payload):
    """A request to the model was decided; its whole content is addressed by digest."""

    cycle: str
    step: int = Field(ge=1)
    model: str
    prompt_version: str
    prompt_digest: str
    request_digest: str
    """SHA-256 of the whole request, hex: the key under which a reply can be replayed."""
    request: dict[str, Any]
    context_position: int
    """The log position at which the context was rendered."""


class ModelReplied(Payload, exogenous=True):
    """The model answered."""

    cycle: str
    step: int = Field(ge=1)
    request_digest: str
    model: str
    model_digest: str | None = None
    content: str = ""
    tool_calls: tuple[dict[str, Any], ...] = ()
    """As the model wrote them; hostile input until the policy gate has judged."""
    prompt_tokens: int | None = Field(default=None, ge=0)
    reply_tokens: int | None = Field(default=None, ge=0)
    duration_ms: float = Field(ge=0)


class ModelFailed(Payload, exogenous=True):
    """The model gave no usable answer."""

    cycle: str
    step: int = Field(ge=1)
    request_digest: str
    error: str
    attempts: int = Field(ge=1)
    duration_ms: float = Field(ge=0)


class ActionApproved(Payload):
    """The policy gate lets a proposed action through."""

    cycle: str
    step: int = Field(ge=1)
    ordinal: int = Field(ge=0)
    tool: str
    arguments: dict[str, Any]
    """After validation: typed, bounded, complete."""
    tier: Literal["harmless", "reversible", "needs_approval"]


class ActionRefused(Payload):
    """The policy gate holds a proposed action back."""

    cycle: str
    step: int = Field(ge=1)
    ordinal: int = Field(ge=0)
    tool: str
    arguments: Any = None
    """As proposed."""
    rule: str
    """Id of the rule that refused."""
    reason: str


class CycleFinished(Payload):
    """The brain is done thinking for now."""

    cycle: str
    steps: int = Field(ge=0)
    outcome: str
    """`idle`, `acted`, `refused`, `failed`, `limit` …"""


class SafetyActed(Payload):
    """The safety floor acted, with or without the model."""

    rule: str
    zone: str
    channel: str | None = None
    value: float | None = None
    action: dict[str, Any]
