"""One cycle of the brain as the log tells it: its events, their causes and their tags."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from events import brain, tasks, voice, zones
from events.devices import CommandRequested, CommandSucceeded
from events.envelope import Event
from events.identity import Subject
from events.payload import Payload
from events.telemetry import ReadingRecorded
from events.timers import Fired
from tests.unit.story import START

CYCLE = str(UUID(int=3))
CONTEXT = (
    "## Office state\n### Alerts\n- main: temperature high 32.8°C (limit 26°C)\n### Zones\n- main"
)
DIGEST = "d" * 64
TOOLS = ({"type": "function", "function": {"name": "create_task"}},)
CALLS: Sequence[dict[str, Any]] = (
    {"name": "create_task", "arguments": {"title": "Open the window", "zone": "main"}},
    {"name": "send_device_command", "arguments": {"agent_id": "hvac_01", "tool_name": "cool"}},
    {"name": "speak", "arguments": {"message": ""}},
)


def event(
    number: int,
    data: Payload,
    subject: str,
    cause: int | None = None,
    tags: Sequence[str] = (),
    at_s: float = 0.0,
    actor: str | None = None,
) -> Event:
    """The event with that number for an id."""
    return Event(
        id=UUID(int=number),
        data=data,
        source="/test",
        subject=Subject(subject),
        time=START + timedelta(seconds=at_s),
        tags=tuple(map(Subject, tags)),
        causation_id=None if cause is None else UUID(int=cause),
        correlation_id=None if cause is None else UUID(int=1),
        actor=None if actor is None else Subject(actor),
    )


def configured(number: int = 10) -> Event:
    data = brain.Configured(
        model="qwen",
        language="en",
        prompt_version="constitution.en.1",
        prompt="You look after an office.",
        prompt_digest=DIGEST,
        tools=TOOLS,
        options=brain.Options(num_ctx=8192, num_predict=512, temperature=0.3, seed=7),
        keep_alive="30m",
        context_tokens=2048,
    )
    return event(number, data, "hub:office")


def noticed() -> list[Event]:
    """A reading, what it amounts to, and that it is time to think."""
    hot = zones.ThresholdCrossed(
        zone="main", channel="temperature", value=32.8, threshold=26, bound="above"
    )
    reading = ReadingRecorded(zone="main", channel="temperature", value=32.8)
    fired = Fired(timer="brain_batch", due=START)
    return [
        event(1, reading, "device:env_01"),
        event(2, hot, "zone:main", 1),
        event(3, fired, "timer:brain_batch", at_s=3),
    ]


def prompted(step: int = 1, content: str = CONTEXT) -> brain.ModelPrompted:
    return brain.ModelPrompted(
        cycle=CYCLE,
        step=step,
        model="qwen",
        prompt_version="constitution.en.1",
        prompt_digest=DIGEST,
        request_digest=DIGEST,
        request={"messages": [{"role": "user", "content": content}]},
        configuration=str(UUID(int=10)),
        context_position=3,
    )


def asked_and_answered() -> list[Event]:
    """The model is shown the office, and proposes three things."""
    started = brain.CycleStarted(cycle=CYCLE, trigger="event", causes=(str(UUID(int=2)),))
    replied = brain.ModelReplied(
        cycle=CYCLE,
        step=1,
        request_digest=DIGEST,
        model="qwen",
        content="It is hot.",
        tool_calls=tuple(CALLS),
        prompt_tokens=800,
        reply_tokens=40,
        duration_ms=3178.5,
    )
    return [
        event(11, started, f"cycle:{CYCLE}", 3, ["zone:main"], at_s=3),
        event(12, prompted(), f"cycle:{CYCLE}", 3, at_s=3),
        event(13, replied, f"cycle:{CYCLE}", 12, at_s=6),
    ]


def judged() -> list[Event]:
    """Two are let through and done, one is refused."""
    about, cycle = f"cycle:{CYCLE}", [f"cycle:{CYCLE}"]
    wish = tasks.Requested(title="Open the window", zone="main", bounty_milli=1_000)
    command = CommandRequested(
        request_id="c1", device="hvac_01", tool="cool", arguments={"to_c": 24}
    )
    said = voice.Requested(utterance="u1", purpose="speak", text="Please wait.", zone="main")
    refused = brain.ActionRefused(
        cycle=CYCLE, step=1, ordinal=2, tool="speak", arguments=CALLS[2]["arguments"],
        rule="arguments", reason="message: must have at least 1 character",
    )  # fmt: skip
    return [
        event(14, _approved(0, "harmless"), about, 13, at_s=6),
        event(15, wish, "zone:main", 13, cycle, at_s=6),
        event(16, _approved(1, "reversible"), about, 13, at_s=6),
        event(17, command, "device:hvac_01", 13, ["command:c1", *cycle], at_s=6),
        event(18, said, "utterance:u1", 13, cycle, at_s=6),
        event(19, refused, about, 13, at_s=6),
        event(20, brain.CycleFinished(cycle=CYCLE, steps=1, outcome="refused"), about, 13, at_s=6),
    ]


def _approved(ordinal: int, tier: brain.Tier) -> brain.ActionApproved:
    call = CALLS[ordinal]
    return brain.ActionApproved(
        cycle=CYCLE, step=1, ordinal=ordinal, tool=call["name"], arguments=call["arguments"],
        tier=tier,
    )  # fmt: skip


def came_of_it() -> list[Event]:
    """The wish becomes a task, which somebody does; the device answers."""
    created = tasks.Created(
        task=42, title="Open the window", zone="main", bounty_milli=1_000, bounty_xp=50, urgency=2
    )
    done = CommandSucceeded(request_id="c1", device="hvac_01", result={"ok": True})
    finished = tasks.Completed(task=42, person=5, report_status="resolved")
    return [
        event(21, created, "task:42", 15, ["zone:main"], at_s=6),
        event(22, tasks.Dispatched(task=42, reason="people are there"), "task:42", 21, at_s=6),
        event(23, done, "device:hvac_01", tags=["command:c1"], at_s=7),
        event(24, tasks.Accepted(task=42, person=5), "task:42", tags=["person:5"], at_s=60),
        event(25, finished, "task:42", tags=["person:5"], at_s=120),
    ]


def whole_cycle() -> list[Event]:
    """From the reading to the report."""
    first = [configured(), *noticed(), *asked_and_answered()]
    return [*first, *judged(), *came_of_it()]


def safety_act() -> list[Event]:
    """The floor acts by itself, and the wish that it makes becomes a task."""
    reading = ReadingRecorded(zone="lab", channel="co2", value=1_620)
    acted = brain.SafetyActed(
        rule="co2_high", zone="lab", channel="co2", value=1_620, action={"task": "Open a window"}
    )
    wish = tasks.Requested(title="Open a window", zone="lab", issue="co2")
    created = tasks.Created(
        task=43, title="Open a window", zone="lab", bounty_milli=10, bounty_xp=50, urgency=4
    )
    return [
        event(31, reading, "device:env_02", at_s=200),
        event(32, acted, "zone:lab", 31, at_s=200),
        event(33, wish, "zone:lab", 31, at_s=200),
        event(34, created, "task:43", 33, ["zone:lab"], at_s=200),
    ]


PROPOSAL = f"mcp:{UUID(int=41)}"
WATER = {"title": "Water the plants", "zone": "lab"}


def proposed() -> Event:
    """An agent that is not the model wants something done."""
    asked = brain.ActionProposed(
        cycle=PROPOSAL, tool="create_task", arguments=WATER, role="service"
    )
    return event(41, asked, f"cycle:{PROPOSAL}", tags=["person:7"], at_s=300, actor="person:7")


def proposal_let_through() -> list[Event]:
    """It is, and its wish becomes a task."""
    about, approved = f"cycle:{PROPOSAL}", brain.ActionApproved(
        cycle=PROPOSAL, step=1, ordinal=0, tool="create_task", arguments=WATER, tier="harmless"
    )  # fmt: skip
    wish = tasks.Requested(title="Water the plants", zone="lab", bounty_milli=1_000)
    created = tasks.Created(
        task=44, title="Water the plants", zone="lab", bounty_milli=10, bounty_xp=50, urgency=1
    )
    return [
        proposed(),
        event(42, approved, about, 41, ["person:7"], at_s=300),
        event(43, wish, "zone:lab", 41, [about, "person:7"], at_s=300),
        event(44, created, "task:44", 43, ["zone:lab"], at_s=300),
    ]


def proposal_refused() -> list[Event]:
    """By the gate."""
    refused = brain.ActionRefused(
        cycle=PROPOSAL, step=1, ordinal=0, tool="create_task", arguments=WATER,
        rule="agent_limit", reason="10 within the hour",
    )  # fmt: skip
    return [proposed(), event(42, refused, f"cycle:{PROPOSAL}", 41, ["person:7"], at_s=300)]


def proposal_waiting() -> list[Event]:
    """For a person's word."""
    asked = brain.ApprovalRequested(
        cycle=PROPOSAL, step=1, ordinal=0, tool="create_task", arguments=WATER, deadline=START
    )
    return [proposed(), event(42, asked, f"cycle:{PROPOSAL}", 41, ["person:7"], at_s=300)]
