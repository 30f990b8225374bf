"""What the brain and the gate did, in plain words."""

from collections.abc import Mapping
from typing import Any

from events import brain
from services.explaining.words.phrases import Words, call, on_one_line, quoted, seconds, words_for

OUTCOMES: Mapping[str, str] = {
    "idle": "nothing was to be done",
    "acted": "something was done",
    "refused": "an action was refused",
    "failed": "something failed",
    "unanswered": "no model answered",
    "limit": "its steps were used up",
    "abandoned": "nothing came for too long",
}

TRIGGERS: Mapping[str, str] = {
    "event": "something noteworthy had happened",
    "poll": "something had changed, and it was time to look",
}


def _started(data: brain.CycleStarted) -> str:
    return f"the brain began to think: {TRIGGERS.get(data.trigger, data.trigger)}"


def _prompted(data: brain.ModelPrompted) -> str:
    taint = ", some of it in the words of others" if data.tainted else ""
    return (
        f"{on_one_line(data.model)} was shown the office as of position {data.context_position}"
        f"{taint} (step {data.step})"
    )


def _replied(data: brain.ModelReplied) -> str:
    said = f"said {quoted(data.content)}" if data.content.strip() else "said nothing"
    calls = ", ".join(proposed(one) for one in data.tool_calls[:5])
    more = ", …" if len(data.tool_calls) > 5 else ""
    proposal = f"proposed {calls}{more}" if calls else "proposed nothing"
    return f"the model {said} and {proposal} ({_cost(data)})"


def proposed(tool_call: Mapping[str, Any]) -> str:
    """A call as the model wrote it, in the form of any server."""
    function = tool_call.get("function")
    inner = function if isinstance(function, Mapping) else tool_call
    return call(inner.get("name"), inner.get("arguments"))


def _cost(data: brain.ModelReplied) -> str:
    tokens = [
        f"{count} tokens {what}"
        for count, what in ((data.prompt_tokens, "read"), (data.reply_tokens, "written"))
        if count is not None
    ]
    return ", ".join([*tokens, seconds(data.duration_ms)])


def _failed(data: brain.ModelFailed) -> str:
    reason = on_one_line(data.error)
    if not data.attempts:
        return f"no model was asked: {reason}"
    times = "once" if data.attempts == 1 else f"{data.attempts} times"
    return f"no model answered, asked {times}: {reason} ({seconds(data.duration_ms)})"


def _asked_for(data: brain.ActionProposed) -> str:
    return f"an agent that is known as {data.role} proposed {call(data.tool, data.arguments)}"


def _approved(data: brain.ActionApproved) -> str:
    action = call(data.tool, data.arguments)
    if data.approver is not None:
        return f"user {data.approver} approved {action}, and it was let through"
    return f"the gate let {action} through ({data.tier.replace('_', ' ')})"


def _refused(data: brain.ActionRefused) -> str:
    reason = on_one_line(data.reason)
    return f"the gate refused {call(data.tool, data.arguments)} by rule {data.rule}: {reason}"


def _asked(data: brain.ApprovalRequested) -> str:
    until = f"{data.deadline:%Y-%m-%d %H:%M} UTC"
    return f"the gate let {call(data.tool, data.arguments)} wait for a person's word until {until}"


def _finished(data: brain.CycleFinished) -> str:
    steps = "1 step" if data.steps == 1 else f"{data.steps} steps"
    return f"the brain was done after {steps}: {OUTCOMES.get(data.outcome, data.outcome)}"


def _acted(data: brain.SafetyActed) -> str:
    found = f"device {data.device} was gone" if data.value is None else _measured(data)
    done = " and ".join(sorted(data.action)) or "nothing"
    return f"the safety floor acted in {data.zone} by rule {data.rule}, as {found}: {done}"


def _measured(data: brain.SafetyActed) -> str:
    return f"{data.channel} was {data.value:g}"


BRAIN: Mapping[str, Words] = dict(
    (
        words_for(
            brain.Configured,
            lambda data: (
                f"the brain thinks with {on_one_line(data.model)} from now on, "
                f"by {data.prompt_version}"
            ),
        ),
        words_for(brain.CycleStarted, _started),
        words_for(brain.ModelPrompted, _prompted),
        words_for(brain.ModelReplied, _replied),
        words_for(brain.ModelFailed, _failed),
        words_for(brain.ActionProposed, _asked_for),
        words_for(brain.ActionApproved, _approved),
        words_for(brain.ActionRefused, _refused),
        words_for(brain.ApprovalRequested, _asked),
        words_for(brain.CycleFinished, _finished),
        words_for(brain.SafetyActed, _acted),
    )
)
