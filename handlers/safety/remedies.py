"""Remedies: which devices of a zone can help, and the commands to them.

Only devices that are online and trusted are commanded, each with the first of its tools that fits;
one that is not known to be on is turned on before. What is under way is not asked for again. Those
that did not obey last time come last, and take turns: who only says that it can help keeps nobody
from helping.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from events.devices import CommandRequested
from events.envelope import Draft, Recorded
from handlers.commanding import ATTEMPTS
from handlers.device_commands import command_draft, request_id_of
from handlers.safety.equipment import Equipment, Order
from handlers.safety.measures import POWER_ON, Remedy
from handlers.safety.shelves import Shelves
from handlers.swarm.codes import ARGUMENT_BYTES
from handlers.world.votes import measured_at
from projections.hubs import hub_of
from projections.trust import Standing, is_trusted

DEVICES_LIMIT = 4
"""That one act commands, at most."""
_NEVER = datetime.min.replace(tzinfo=UTC)


def remedied(
    shelves: Shelves, event: Recorded, zone: str, remedies: Sequence[Remedy]
) -> list[Draft]:
    """The commands to the zone's devices, which count as under way from now on."""
    drafts: list[Draft] = []
    now = measured_at(event)
    for equipment, standing, remedy in _fitting(shelves, event, zone, remedies):
        orders = list(equipment.orders)
        for step in _steps(equipment, standing, remedy):
            if equipment.has_been_told(step.tool, now):
                continue
            draft, order = _order(event, equipment.equipment, standing, step, len(drafts))
            drafts.append(draft)
            orders.append(order)
        shelves.equipment.put(equipment.equipment, replace(equipment, orders=tuple(orders)))
    return drafts


def tools_of(standing: Standing) -> tuple[str, ...]:
    """What it can be told: of what a leaf says that it can do, what its hub's frames have."""
    if hub_of(standing.device) == standing.device:
        return standing.tools
    return tuple(one for one in standing.tools if one in ARGUMENT_BYTES)


def _fitting(
    shelves: Shelves, event: Recorded, zone: str, remedies: Sequence[Remedy]
) -> Iterator[tuple[Equipment, Standing, Remedy]]:
    """The devices that can help, in the order of `_turn`; not more than one act commands."""
    if not remedies:
        return
    rows = shelves.equipment.rows().values()
    there = [one.at(measured_at(event)) for one in rows if one.zone == zone]
    found = 0
    for equipment in sorted(there, key=_turn):
        standings = _standings(shelves, equipment.equipment)
        standing = standings.get(equipment.equipment)
        if found == DEVICES_LIMIT or standing is None or standing.online_since is None:
            continue
        tools = tools_of(standing)
        remedy = next((one for one in remedies if one.tool in tools), None)
        if remedy and is_trusted(standings, equipment.equipment, event.recorded_at):
            found += 1
            yield equipment, standing, remedy


def _turn(equipment: Equipment) -> tuple[datetime, str]:
    """Those that obeyed by name; before those that did not, of whom the last to fail is last."""
    return equipment.in_vain_at or _NEVER, equipment.equipment


def _standings(shelves: Shelves, device: str) -> dict[str, Standing]:
    """The device's, and its hub's where it is a leaf."""
    found = {name: shelves.standings.get(name) for name in (device, hub_of(device))}
    return {name: standing for name, standing in found.items() if standing is not None}


def _steps(equipment: Equipment, standing: Standing, remedy: Remedy) -> tuple[Remedy, ...]:
    needs_power = POWER_ON.tool in tools_of(standing) and not equipment.is_on
    return (POWER_ON, remedy) if needs_power else (remedy,)


def _order(
    event: Recorded, device: str, standing: Standing, step: Remedy, ordinal: int
) -> tuple[Draft, Order]:
    request_id = request_id_of(event, ordinal)
    timeout_s = standing.timeout_s
    draft = command_draft(device, step.tool, step.arguments, request_id, timeout_s, idempotent=True)
    assert isinstance(draft.data, CommandRequested)
    until = measured_at(event) + timedelta(seconds=ATTEMPTS * draft.data.timeout_s)
    return draft, Order(request_id, step.tool, until)
