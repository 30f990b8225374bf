"""R8: whatever the brain lets happen was let through, for the same cause, as exactly that."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from events.brain import ActionApproved, ActionRefused, ApprovalRequested
from events.devices import CommandRequested
from events.envelope import Recorded
from events.tasks import Requested as TaskRequested
from events.voice import Requested as VoiceRequested
from services.simulator.errors import InvariantBroken

BRAIN, APPROVALS = "/handlers/brain/", "/handlers/approvals/"
SAFETY, REPEATS = "/handlers/safety_floor/", "/handlers/commands/"

Wanted = TaskRequested | VoiceRequested | CommandRequested


class Permits:
    """Approvals that are given, and used up by what follows from them; each by one event."""

    def __init__(self) -> None:
        self.checks = 0
        self._given: defaultdict[UUID | None, list[ActionApproved]] = defaultdict(list)
        """By the event that they and their effects follow from."""
        self._asked_of_people: set[UUID] = set()
        self._requests: dict[str, CommandRequested] = {}

    def observe(self, event: Recorded) -> None:
        match event.data:
            case ActionApproved() as approved:
                self._given[event.causation_id].append(approved)
            case ActionRefused() as refused:
                self._require(
                    event, bool(refused.rule and refused.reason), "was refused for no reason"
                )
            case ApprovalRequested():
                self._asked_of_people.add(event.id)
            case TaskRequested() | VoiceRequested() as wanted:
                self._wanted(event, wanted)
            case CommandRequested() as wanted:
                self._commanded(event, wanted)
            case _:
                return

    def _wanted(self, event: Recorded, wanted: Wanted) -> None:
        if event.source.startswith(BRAIN):
            self._use(event, wanted)
        elif event.source.startswith(APPROVALS):
            self._require(
                event, event.causation_id in self._asked_of_people, "asks for no approval"
            )

    def _commanded(self, event: Recorded, wanted: CommandRequested) -> None:
        self._requests[wanted.request_id] = wanted
        if event.source.startswith((BRAIN, APPROVALS)):
            used = self._use(event, wanted)
            asks = used.tier == "needs_approval"
            at_its_place = asks == event.source.startswith(APPROVALS) == (used.approver is not None)
            self._require(event, at_its_place, "needs a person's word")
        elif event.source.startswith(REPEATS):
            first = self._requests.get(wanted.retry_of or "")
            again = first is not None and first.idempotent and wanted.attempt == first.attempt + 1
            self._require(event, again, "repeats what may not be repeated")
        else:
            self._require(event, event.source.startswith(SAFETY), "is nobody's to ask for")

    def _use(self, event: Recorded, wanted: Wanted) -> ActionApproved:
        given = self._given[event.causation_id]
        fitting = next((one for one in given if _is_for(one, wanted)), None)
        self._require(event, fitting is not None, "was not let through")
        assert fitting is not None
        given.remove(fitting)
        return fitting

    def _require(self, event: Recorded, holds: bool, otherwise: str) -> None:
        self.checks += 1
        if not holds:
            raise InvariantBroken("R8", f"{event.data!r:.200} {otherwise}", event.position)


def _is_for(approved: ActionApproved, wanted: Wanted) -> bool:
    """Whether the one is what the other allows."""
    said = approved.arguments
    match wanted:
        case TaskRequested():
            same = (said.get("title"), said.get("zone")) == (wanted.title, wanted.zone)
            return approved.tool == "create_task" and same
        case VoiceRequested():
            same = (said.get("message"), said.get("zone")) == (wanted.text, wanted.zone)
            return approved.tool == "speak" and same
        case CommandRequested():
            return approved.tool == "send_device_command" and said == _call_of(wanted)


def _call_of(wanted: CommandRequested) -> Mapping[str, Any]:
    """The call that a command comes from; what is for a leaf goes to its hub."""
    if wanted.tool != "leaf_command":
        call = (wanted.device, wanted.tool, wanted.arguments)
    else:
        leaf = wanted.arguments
        call = (f"{wanted.device}.{leaf['leaf_id']}", leaf["command"], leaf["args"])
    return dict(zip(("agent_id", "tool_name", "arguments"), call, strict=True))
