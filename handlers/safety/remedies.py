"""Remedies: which devices of a zone can help, and the commands to them.

Only devices that are online and trusted are commanded, each with the first of its tools that fits;
one that is not known to be on is turned on before. What is under way is not asked for again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from events.devices import CommandRequested
from events.envelope import Draft, Recorded
from handlers.commanding import ATTEMPTS
from handlers.device_commands import command_draft, request_id_of
from handlers.safety.equipment import Equipment, Order
from handlers.safety.measures import POWER_ON, Remedy
from handlers.safety.shelves import Shelves
from projections.trust import Standing, is_trusted

DEVICES_LIMIT = 4
"""That one act commands, at most."""


def remedied(
    shelves: Shelves, event: Recorded, zone: str, remedies: Sequence[Remedy]
) -> list[Draft]:
    """The commands to the zone's devices, which count as under way from now on."""
    drafts: list[Draft] = []
    for equipment, standing, remedy in _fitting(shelves, event, zone, remedies):
        orders = [one for one in equipment.orders if event.time < one.until]
        for step in _steps(equipment, standing, remedy):
            if equipment.has_been_told(step.tool, event.time):
                continue
            draft, order = _order(event, equipment.equipment, standing, step, len(drafts))
            drafts.append(draft)
            orders.append(order)
        shelves.equipment.put(equipment.equipment, replace(equipment, orders=tuple(orders)))
    return drafts


def _fitting(
    shelves: Shelves, event: Recorded, zone: str, remedies: Sequence[Remedy]
) -> Iterator[tuple[Equipment, Standing, Remedy]]:
    """The devices that can help, in the order of their names; not more than one act commands."""
    if not remedies:
        return
    there = [one for one in shelves.equipment.rows().values() if one.zone == zone]
    found = 0
    for equipment in sorted(there, key=lambda one: one.equipment):
        standings = _standings(shelves, equipment.equipment)
        standing = standings.get(equipment.equipment)
        if found == DEVICES_LIMIT or standing is None or standing.online_since is None:
            continue
        remedy = next((one for one in remedies if one.tool in standing.tools), None)
        if remedy and is_trusted(standings, equipment.equipment, event.recorded_at):
            found += 1
            yield equipment, standing, remedy


def _standings(shelves: Shelves, device: str) -> dict[str, Standing]:
    """The device's, and its hub's where it is a leaf."""
    found = {name: shelves.standings.get(name) for name in (device, device.partition(".")[0])}
    return {name: standing for name, standing in found.items() if standing is not None}


def _steps(equipment: Equipment, standing: Standing, remedy: Remedy) -> tuple[Remedy, ...]:
    needs_power = POWER_ON.tool in standing.tools and not equipment.is_on
    return (POWER_ON, remedy) if needs_power else (remedy,)


def _order(
    event: Recorded, device: str, standing: Standing, step: Remedy, ordinal: int
) -> tuple[Draft, Order]:
    request_id = request_id_of(event, ordinal)
    timeout_s = standing.timeout_s
    draft = command_draft(device, step.tool, step.arguments, request_id, timeout_s, idempotent=True)
    assert isinstance(draft.data, CommandRequested)
    until = event.time + timedelta(seconds=ATTEMPTS * draft.data.timeout_s)
    return draft, Order(request_id, step.tool, until)
