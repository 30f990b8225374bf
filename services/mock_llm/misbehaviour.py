"""Ways in which a model, or the server that runs it, goes wrong; each can be asked for by name.

What is said wrongly is a pure function of the request (`spoiled`), so that a simulated hour can
have its share of it; what goes wrong with the connection is for the HTTP side (`serving.py`).
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from events.errors import SomsError
from handlers.tools import TOOLS
from services.mock_llm.answering import answer
from services.mock_llm.conversation import Call, ChatRequest, Reply
from services.mock_llm.obeying import obeyed

Said = Literal[
    "malformed_json", "unknown_tool", "wrong_types", "endless_calls", "refusal", "injected"
]
"""Wrong in what is said."""
Served = Literal["slow", "http_400", "http_500", "disconnect", "never_answers"]
"""Wrong in how it is served."""
Name = Literal[Said, Served]

SAID: frozenset[str] = frozenset(get_args(Said))
NAMES = (*get_args(Said), *get_args(Served))

DELAY_S = 5.0
LONGEST_DELAY_S = 600.0


class UnknownMisbehaviour(SomsError):
    """No misbehaviour has this name, or its share is none."""

    def __init__(self, given: str, reason: str) -> None:
        super().__init__(f"{given!r:.80}: {reason}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Misbehaviour:
    """What goes wrong, and how often."""

    name: str
    share: float = 1.0
    """Of the requests, 0 to 1."""
    seed: int = 0
    delay_s: float = DELAY_S
    """How long `slow` takes."""

    def __post_init__(self) -> None:
        if self.name not in NAMES:
            raise UnknownMisbehaviour(self.name, f"is not one of {', '.join(NAMES)}")
        if not 0 <= self.share <= 1:
            raise UnknownMisbehaviour(str(self.share), "a share is from 0 to 1")
        if not 0 <= self.delay_s <= LONGEST_DELAY_S:
            raise UnknownMisbehaviour(str(self.delay_s), f"a delay is 0 to {LONGEST_DELAY_S:g} s")

    def strikes(self, ordinal: int) -> bool:
        """Whether it strikes the request of this number: for one seed always the same ones."""
        digest = hashlib.sha256(f"{self.seed}:{self.name}:{ordinal}".encode()).digest()
        return int.from_bytes(digest[:8]) < self.share * 2**64


def named(text: str) -> Misbehaviour:
    """From `name` or `name:share`. Raises `UnknownMisbehaviour`."""
    name, _, share = text.partition(":")
    try:
        return Misbehaviour(name.strip(), float(share) if share else 1.0)
    except ValueError:
        raise UnknownMisbehaviour(share, "a share is a number from 0 to 1") from None


def answer_or_spoil(request: ChatRequest, how: Misbehaviour | None, ordinal: int) -> Reply:
    """The honest answer, or a spoiled one where the misbehaviour strikes."""
    if how is None or how.name not in SAID or not how.strikes(ordinal):
        return answer(request)
    return spoiled(how.name, request)


def spoiled(name: str, request: ChatRequest) -> Reply:
    """What a model says that goes wrong in this way; the honest answer if it is no such way."""
    spoil = _SPOILERS.get(name)
    return answer(request) if spoil is None else spoil(request)


def _malformed(request: ChatRequest) -> Reply:
    """JSON that ends too early."""
    honest = answer(request)
    if not honest.tool_calls:
        return Reply('{"action": "none", "reason": "')
    calls = tuple(
        replace(call, arguments=json.dumps(call.arguments, ensure_ascii=False)[:-7])
        for call in honest.tool_calls
    )
    return Reply("", calls)


def _of_wrong_types(request: ChatRequest) -> Reply:
    """Numbers as text, a reward below nothing, arguments that no tool has; on any occasion."""
    calls = answer(request).tool_calls or _some_task(request)
    return Reply("", tuple(replace(call, arguments=_wrong(call.arguments)) for call in calls))


def _some_task(request: ChatRequest) -> tuple[Call, ...]:
    if request.offers("create_task") is None:
        return ()
    words = {"title": "点検してください", "description": "念のためです。"}
    return (Call("create_task", {**words, "bounty": 1_000, "urgency": 2}),)


def _wrong(arguments: object) -> dict[str, object]:
    known = arguments if isinstance(arguments, dict) else {}
    spoilt = {name: str(value) for name, value in known.items()}
    return {**spoilt, "bounty": -5_000, "priority": "highest"}


def _endless(request: ChatRequest) -> Reply:
    """One more look, every time; a little different each time, so that it is no repetition."""
    turns = sum(len(one.calls) for one in request.messages)
    zone = f"zone_{turns + 1}"
    looking = [name for name in TOOLS if name.startswith("get_") and request.offers(name)]
    if "get_zone_status" in looking or not looking:
        return Reply("", (Call("get_zone_status", {"zone_id": zone}),))
    return Reply("", (Call(looking[turns % len(looking)], {}),))


def _unknown_tool(_: ChatRequest) -> Reply:
    return Reply("", (Call("open_all_doors", {"building": "all", "force": True}),))


def _refusal(_: ChatRequest) -> Reply:
    return Reply("申し訳ありませんが、そのご要望にはお応えできません。")


def _injected(request: ChatRequest) -> Reply:
    return obeyed(request) or answer(request)


_SPOILERS: Mapping[str, Callable[[ChatRequest], Reply]] = {
    "malformed_json": _malformed,
    "unknown_tool": _unknown_tool,
    "wrong_types": _of_wrong_types,
    "endless_calls": _endless,
    "refusal": _refusal,
    "injected": _injected,
}
