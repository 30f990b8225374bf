"""Device owners: who provided which device, and experience that is granted by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from events.devices import Registered, XpGranted
from events.envelope import Draft
from events.identity import Subject
from handlers.commands import Answer, Arguments, CommandDecider, kept
from handlers.credits.arguments import PRINTABLE, Number
from handlers.credits.experience import COMPLETED, CREATED
from handlers.credits.movements import reference_subject, task_subject
from handlers.decider import Decision, Given, Known, Refused
from projections.experience import Experience, OwnedDevice
from projections.projection import Projection, State
from projections.tasks import Task, Tasks, task_key

XP_LIMIT = 10_000
"""Experience of one grant: more than the multiplier counts."""

DeviceName = Annotated[str, Field(min_length=1, max_length=128, pattern=PRINTABLE)]
DeviceType = Literal["llm_node", "sensor_node", "hub"]
DisplayName = Annotated[str, Field(max_length=200, pattern=PRINTABLE)]
TopicPrefix = Annotated[str, Field(min_length=1, max_length=255, pattern=PRINTABLE)]
Zone = Annotated[str, Field(min_length=1, max_length=200, pattern=PRINTABLE)]
Reason = Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]

_DEVICES, _TASKS = Experience(), Tasks()


class RegisterDevice(Arguments):
    """Whose device it is."""

    device: DeviceName
    owner: Number
    device_type: DeviceType
    display_name: DisplayName | None = None
    topic_prefix: TopicPrefix | None = None


class ChangeDevice(Arguments):
    """What is different from now on; what is absent stays."""

    device: DeviceName
    owner: Number | None = None
    device_type: DeviceType | None = None
    display_name: DisplayName | None = None
    topic_prefix: TopicPrefix | None = None
    active: bool | None = None


class GrantXp(Arguments):
    """What one device of a zone gains."""

    device: DeviceName
    zone: Zone
    task: Number
    amount: Annotated[int, Field(strict=True, ge=1, le=XP_LIMIT)]
    reason: Reason


@dataclass(frozen=True, slots=True)
class _View:
    devices: State[OwnedDevice]
    tasks: State[Task]


def _register_device(view: _View, command: Given, wish: RegisterDevice) -> Decision:
    subject = Subject.of("device", wish.device)
    boundary = frozenset({subject})
    if view.devices.get(wish.device) is not None:
        why = Refused("conflict", "device_known", f"{wish.device} has an owner already")
        return Decision(None, boundary, why)
    data = Registered(**wish.model_dump(), active=True, command=kept(command, wish))
    return Decision(Draft(data, subject), boundary)


def _change_device(view: _View, command: Given, wish: ChangeDevice) -> Decision:
    subject = Subject.of("device", wish.device)
    boundary = frozenset({subject})
    known = view.devices.get(wish.device)
    if known is None:
        return Decision(None, boundary, _unknown(wish.device))
    changes = wish.model_dump(exclude={"device"}, exclude_none=True)
    if all(getattr(known, name) == value for name, value in changes.items()):
        return Decision(None, boundary)
    data = Registered(**wish.model_dump(), command=kept(command, wish))
    return Decision(Draft(data, subject), boundary)


def _grant_xp(view: _View, command: Given, wish: GrantXp) -> Decision:
    subject, task = Subject.of("device", wish.device), task_subject(wish.task)
    boundary = command.references | {subject, task}
    device = view.devices.get(wish.device)
    if device is None:
        return Decision(None, boundary, _unknown(wish.device))
    if not device.active or device.zone != wish.zone:
        reason = f"{wish.device} does not take part in {wish.zone}"
        return Decision(None, boundary, Refused("conflict", "not_in_zone", reason))
    if _is_granted(view, command, wish):
        return Decision(None, boundary)
    data = XpGranted(**wish.model_dump(), command=kept(command, wish))
    return Decision(Draft(data, subject, (task, *command.references)), boundary)


def _is_granted(view: _View, command: Given, wish: GrantXp) -> bool:
    """By hand, or by the task itself, which does so without being asked."""
    if command.precedents:
        return True
    task = view.tasks.get(task_key(wish.task))
    if task is None:
        return False
    return wish.reason == CREATED or (wish.reason == COMPLETED and task.status == "completed")


def _xp_references(wish: GrantXp) -> frozenset[Subject]:
    return frozenset({reference_subject(f"xp:{wish.task}:{wish.reason}:{wish.device}")})


def _unknown(device: str) -> Refused:
    return Refused("unknown", "unknown_device", f"{device} is not registered to anybody")


class DeviceOwners(CommandDecider):
    """Registers devices to owners. Devices themselves are heard by their dialects."""

    name: ClassVar[str] = "device_owners"
    knows: ClassVar[tuple[Projection[Any], ...]] = (_DEVICES, _TASKS)
    answers: ClassVar[Mapping[str, Answer]] = {
        "register_device": Answer(RegisterDevice, _register_device),
        "change_device": Answer(ChangeDevice, _change_device),
        "grant_xp": Answer(GrantXp, _grant_xp, _xp_references),
    }

    def view(self, known: Known) -> _View:
        return _View(known.of(_DEVICES), known.of(_TASKS))
