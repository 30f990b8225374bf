"""Timers of approvals: `approval_due:{cycle}/{step}/{ordinal}` fires when silence becomes a no."""

from typing import ClassVar

from events.brain import ActionApproved, ActionRefused, ApprovalRequested
from events.envelope import Recorded
from events.timers import Fired
from projections.projection import Projection, State
from projections.timers import Due

APPROVAL_DUE = "approval_due"

Action = ActionApproved | ActionRefused | ApprovalRequested


class ApprovalTimers(Projection[Due]):
    """Until when each action that needs a person's word waits for it."""

    name: ClassVar[str] = "approval_timers"
    handles: ClassVar[frozenset[str]] = frozenset(
        payload.event_type for payload in (ApprovalRequested, ActionApproved, ActionRefused, Fired)
    )
    row: ClassVar[type] = Due

    def apply(self, state: State[Due], event: Recorded) -> None:
        data = event.data
        if isinstance(data, ApprovalRequested):
            key = action_key(data)
            state.put(key, Due(f"{APPROVAL_DUE}:{key}", data.deadline))
        elif isinstance(data, Fired):
            key = approval_timer(data) or ""
            armed = state.get(key)
            if armed is not None and armed.due <= data.due:
                state.remove(key)
        elif isinstance(data, ActionApproved | ActionRefused):
            state.remove(action_key(data))


def action_key(action: Action) -> str:
    """Names a call of the model: the cycle, the step, the call's place in it."""
    return f"{action.cycle}/{action.step}/{action.ordinal}"


def approval_timer(fired: Fired) -> str | None:
    """The action that a timer is about; None if it is about none."""
    purpose, _, key = fired.timer.partition(":")
    return key if purpose == APPROVAL_DUE else None
