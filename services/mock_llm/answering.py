"""What the model answers: a function of the request and nothing else.

Only what users say is read, and what came of the calls that followed. A constitution talks of heat
and of coffee whatever the office is like, so the system message decides nothing.
"""

from collections.abc import Iterable, Sequence

from services.mock_llm.causes import causes_of
from services.mock_llm.conversation import Call, ChatRequest, Message, Offered, Reply
from services.mock_llm.deciding import Decision, Task, decide, without
from services.mock_llm.facts import Covered, Facts, Spoken
from services.mock_llm.plain_text import is_japanese
from services.mock_llm.reading import facts_of
from services.mock_llm.speaking import spoken_answer
from services.mock_llm.wording import call_for, title_for

STEPS_MOST = 4
"""Rounds of calls in one cycle, after which the model is done whatever comes."""

_LOOKED = frozenset({"get_zone_status", "get_device_status", "get_active_tasks"})
"""Tools whose results tell of the office; those of the others tell what was done."""


def answer(request: ChatRequest) -> Reply:
    """The same for the same request."""
    asked, after = _turn(request.messages)
    text = "\n".join(one.content for one in asked)
    if not request.tools:
        return Reply(spoken_answer(text, request) or _told(_decided(text, after, request), text))
    decisions = _decided(text, after, request)
    calls = _offered_calls(decisions, request)
    if calls:
        return Reply("", calls)
    return Reply(_closing(decisions, after, text))


def _turn(messages: Sequence[Message]) -> tuple[list[Message], list[Message]]:
    """The user's last words, and what was called and came back since."""
    last = max((n for n, one in enumerate(messages) if one.role == "user"), default=-1)
    first = last
    while first > 0 and messages[first - 1].role in {"user", "system", "developer"}:
        first -= 1
    asked = [one for one in messages[first : last + 1] if one.role == "user"]
    return asked, list(messages[last + 1 :])


def _decided(text: str, after: Sequence[Message], request: ChatRequest) -> tuple[Decision, ...]:
    results = [one for one in after if one.role in {"tool", "function"}]
    rounds = sum(bool(one.calls) for one in after)
    if rounds >= STEPS_MOST or len(results) > STEPS_MOST * len(request.tools):
        return ()
    calls = [call for one in after for call in one.calls]
    earlier = [call for one in request.messages for call in one.calls]
    looked = "\n".join(one.content for one in results if one.tool in _LOOKED)
    told = facts_of(text)
    if results and not calls:
        # Somebody who shows results but not the calls has had what the user's words call for.
        told = Facts(covered=told.covered, spoken=told.spoken)
    return without(
        decide(told + facts_of(looked) + _deeds(earlier)),
        sum(call.name == "create_task" for call in calls),
        sum(call.name == "speak" for call in calls),
    )


def _deeds(calls: Iterable[Call]) -> Facts:
    """The calls that were made in this conversation."""
    facts = Facts()
    for call in calls:
        arguments = call.arguments if isinstance(call.arguments, dict) else {}
        zone = arguments.get("zone")
        where = zone if isinstance(zone, str) else None
        if call.name == "speak":
            facts += Facts(spoken=(Spoken(where),))
        elif call.name == "create_task":
            title = str(arguments.get("title", ""))
            facts += Facts(covered=(Covered(causes_of(title), where, title),))
    return facts


def _offered_calls(decisions: Iterable[Decision], request: ChatRequest) -> tuple[Call, ...]:
    calls = (call_for(one) for one in decisions)
    return tuple(
        _fitted(call, offered)
        for call in calls
        if (offered := request.offers(call.name)) is not None
    )


def _fitted(call: Call, offered: Offered) -> Call:
    """With the arguments that the offered tool has; a list as text where it wants text."""
    if not offered.properties:
        return call
    return Call(
        call.name,
        {
            name: _as_offered(value, offered.properties[name])
            for name, value in call.arguments.items()
            if name in offered.properties
        },
    )


def _as_offered(value: object, schema: object) -> object:
    wants_text = isinstance(schema, dict) and schema.get("type") == "string"
    return ",".join(value) if wants_text and isinstance(value, list) else value


def _closing(decisions: Sequence[Decision], after: Sequence[Message], text: str) -> str:
    if decisions:
        return _told(decisions, text)
    if after:
        return "対応しました。" if is_japanese(text) else "Done."
    return _told((), text)


def _told(decisions: Sequence[Decision], text: str) -> str:
    """What would be asked for, where there is no tool to ask with."""
    wished = [title_for(one) for one in decisions if isinstance(one, Task)]
    if wished:
        return "。".join(wished) + "。"
    if is_japanese(text):
        return "特に対応は必要ありません。"
    return "Nothing needs to be done."
