"""What an approval is in a story: it is asked for, becomes a task, and a person reports on it."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from events.brain import ActionRefused, ApprovalRequested
from events.devices import CameOnline, HeartbeatReceived, TrustChanged, WentOffline
from events.envelope import Recorded
from events.identity import Subject, caused_id
from events.payload import Payload
from events.people import Registered, Role, Sealed
from events.tasks import Completed, Created
from events.timers import Fired
from handlers.brain.approvals import Approvals
from tests.unit.story import START, Story, recorded

DEADLINE_S = 600.0
DEADLINE = START + timedelta(seconds=DEADLINE_S)
DOSE = {
    "agent_id": "hydro_01",
    "tool_name": "dose_ph_down",
    "arguments": {"amount_ml": 2},
}


def approval(position: int = 1, **said: Any) -> Recorded:
    known: dict[str, Any] = {
        "cycle": "c1",
        "step": 1,
        "ordinal": 0,
        "tool": "send_device_command",
        "arguments": DOSE,
        "deadline": DEADLINE,
    }
    return recorded(ApprovalRequested(**known | said), "cycle:c1", 0, position=position)


def created(task: int = 7, asked_at: int = 1) -> Recorded:
    """The task that an approval became."""
    data = Created(task=task, title="x", bounty_milli=0, bounty_xp=0, urgency=3)
    event = recorded(data, f"task:{task}", 1, position=90)
    event.causation_id = caused_id(approval(asked_at).id, "approvals", 0)
    return event


def there(device: str = "hydro_01", *tools: str) -> list[Recorded]:
    """A device that is online, trusted, and offers tools."""
    subject, offered = f"device:{device}", list(tools or ("dose_ph_down",))
    beat = HeartbeatReceived(device=device, details={"capabilities": offered})
    return [
        recorded(CameOnline(device=device), subject, 0),
        recorded(beat, subject, 0),
        recorded(TrustChanged(device=device, trusted=True), subject, 0),
    ]


def account(person: int = 3, role: Role = "member") -> Recorded:
    """Somebody who can sign in."""
    name = Sealed(key_id="k", ciphertext="c")
    data = Registered(person=person, username=name, role=role, compared_at=0)
    return recorded(data, f"person:{person}", 0)


def distrusted(device: str = "hydro_01") -> Recorded:
    return recorded(TrustChanged(device=device, trusted=False), f"device:{device}", 30)


def gone(device: str = "hydro_01") -> Recorded:
    return recorded(WentOffline(device=device, silent_s=5), f"device:{device}", 30)


def report(
    status: str | None = "resolved",
    person: int | None = 3,
    at_s: float = 60,
    task: int = 7,
    actor: str | None = "person:3",
) -> Recorded:
    data = Completed.model_validate({"task": task, "person": person, "report_status": status})
    event = recorded(data, f"task:{task}", at_s, position=95)
    event.actor = None if actor is None else Subject(actor)
    return event


def time_is_up(key: str = "c1/1/0") -> Recorded:
    timer = f"approval_due:{key}"
    return recorded(Fired(timer=timer, due=DEADLINE), f"timer:{timer}", DEADLINE_S, position=99)


@dataclass
class Asked(Story):
    """An approval that was asked for, and the task that it became."""

    reactor: Any = field(default_factory=Approvals)

    def __post_init__(self) -> None:
        self.given(account(), *there(), approval(), created())


def refusals(made: list[Payload]) -> list[str]:
    assert all(isinstance(one, ActionRefused) for one in made), made
    return [one.rule for one in made if isinstance(one, ActionRefused)]
