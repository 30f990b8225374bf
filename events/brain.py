"""Brain: what the model saw, said and was let do. Nothing it proposes acts unless approved (R8)."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from events.payload import Part, Payload
from events.people import Role

Tier = Literal["harmless", "reversible", "needs_approval"]
"""How far an action reaches: whom it can hurt, and whether it can be taken back."""

Language = Literal["ja", "en"]

Thinking = Literal["off", "on", "low", "medium", "high"]
"""Whether a model thinks before it answers, where it can, and how much."""

Ending = Literal["idle", "acted", "refused", "failed", "unanswered", "limit", "abandoned"]
"""How a cycle may end."""


class Options(Part):
    """What a model is told of how to answer; always set, since every server has other defaults."""

    num_ctx: int = Field(ge=512)
    """Tokens that the model may see, prompt and reply together."""
    num_predict: int = Field(ge=16)
    """Tokens of a reply, at most."""
    temperature: float = Field(ge=0, le=2)
    seed: int


class Configured(Payload, exogenous=True):
    """What the brain thinks with from now on; the shell says so when it starts, if it changed."""

    model: str
    model_digest: str | None = None
    """As the model server says, where it does."""
    language: Language
    prompt_version: str
    """`constitution.ja.1`: the file's name and number."""
    prompt: str
    """The constitution, as the model sees it: the first, unchanging message."""
    prompt_digest: str
    """SHA-256 of its UTF-8 bytes, hex."""
    tools: tuple[dict[str, Any], ...]
    """As they are offered to the model: a name, a description, a JSON schema of the arguments."""
    options: Options
    keep_alive: str
    """How long the model server keeps the model in memory: `30m`."""
    think: Thinking | None = None
    """Absent: nothing is said of it, and the model server does as it likes."""
    context_tokens: int = Field(ge=128)
    """What the rendered world may take of the prompt, at most."""
    utc_offset_s: int = Field(default=0, ge=-86_400, le=86_400)
    """Of the office's clock, so that the model is told the hour that people know."""
    bounty_milli: int | None = Field(default=None, ge=0)
    """What every task is worth, whatever the model says; absent where the model may say it."""


class CycleStarted(Payload):
    """The brain begins to think."""

    cycle: str
    trigger: Literal["event", "poll"]
    """Something noteworthy happened; or something changed, and it was time to look."""
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
    """What changes from request to request: its `messages` after the constitution."""
    configuration: str
    """Id of the `brain.configured` event that holds the rest of the request."""
    context_position: int
    """The log position at which the context was rendered."""
    tainted: bool = False
    """Whether the context shows text that a person, a device or a picture wrote."""


class ModelReplied(Payload, exogenous=True):
    """The model answered."""

    cycle: str
    step: int = Field(ge=1)
    request_digest: str
    model: str
    model_digest: str | None = None
    content: str = ""
    tool_calls: tuple[dict[str, Any], ...] = ()
    """As the model wrote them, `name` and `arguments`; hostile input until the gate has judged."""
    done_reason: str | None = None
    """Why the model stopped, in its server's word: `stop`, `length` …"""
    prompt_tokens: int | None = Field(default=None, ge=0)
    reply_tokens: int | None = Field(default=None, ge=0)
    duration_ms: float = Field(ge=0)


class ModelFailed(Payload, exogenous=True):
    """The model gave no usable answer."""

    cycle: str
    step: int = Field(ge=1)
    request_digest: str
    error: str
    """`timeout`, `unreachable: …`, `refused: HTTP 400 …`, `malformed: …`; `abandoned` if
    nobody asked while it mattered."""
    attempts: int = Field(ge=0)
    """How often it was asked; 0 where it never was."""
    duration_ms: float = Field(ge=0)


class ActionProposed(Payload, exogenous=True):
    """An agent other than the model wants something done: who, says the event's actor."""

    cycle: str
    """`mcp:` and a UUID; its verdict and what follows from it go by this name too."""
    tool: str
    """As the model's tools are called: `create_task`, `speak`, `send_device_command`."""
    arguments: Any = None
    """As the agent wrote them; hostile input until the gate has judged."""
    role: Role
    """What the agent was known as when it asked."""
    bounty_milli: int | None = Field(default=None, ge=0)
    """What every task is worth, whatever the agent says; absent where it may say it."""


class ActionApproved(Payload):
    """The policy gate lets a proposed action through."""

    cycle: str
    step: int = Field(ge=1)
    ordinal: int = Field(ge=0)
    tool: str
    arguments: dict[str, Any]
    """After validation: typed, bounded, complete."""
    tier: Tier
    approver: int | None = None
    """The person who approved it, by user number, where its tier asks for one."""


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


class ApprovalRequested(Payload):
    """An action waits for a person's word: a task asks for it, and silence means no."""

    cycle: str
    step: int = Field(ge=1)
    ordinal: int = Field(ge=0)
    tool: str
    arguments: dict[str, Any]
    deadline: datetime
    """From then on it is refused."""


class CycleFinished(Payload):
    """The brain is done thinking for now."""

    cycle: str
    steps: int = Field(ge=0)
    outcome: Ending
    """It did nothing; did something; an action was refused; or it failed; the model did not answer;
    the steps were used up; nothing came for too long."""


class SafetyActed(Payload):
    """The safety floor acted, with or without the model."""

    rule: str
    """`co2_high`, `temperature_high`, `temperature_low`, `humidity_high`, `humidity_low`,
    `device_offline`."""
    zone: str
    channel: str | None = None
    value: float | None = None
    device: str | None = None
    """The device that is gone, where that is the danger."""
    action: dict[str, Any]
    """What was done, as far as it was: `task`, the title of what people are asked to do; `voice`,
    what was said; `command`, a list of the commands, each with `request_id`, `device`, `tool` and
    `arguments`."""
