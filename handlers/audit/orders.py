"""Orders: what people ask for is what moves, and what follows by itself was asked for by nobody.

A reference moves credits once, ever.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from events.command import Command
from handlers.audit.flows import Movement, number_of


class Orders:
    """Holds movements against the commands that they keep, and remembers their references."""

    def __init__(self) -> None:
        self._references: set[str] = set()

    def take(self, movement: Movement) -> Iterator[str]:
        reference = movement.data.reference
        if reference is not None:
            if reference in self._references:
                yield f"moves credits for {reference} a second time"
            self._references.add(reference)
        yield from _unlike(movement, movement.data.command)


def _unlike(movement: Movement, command: Command | None) -> Iterator[str]:
    flows = movement.flows
    if command is None:
        if "P2P_TRANSFER" in flows or "DEMURRAGE_BURN" in flows:
            yield "is a movement that nobody asked for"
        return
    wanted = _wanted(movement, command)
    if wanted is None:
        yield f"is said to come of the command {command.name}, which moves nothing of the kind"
        return
    for name, value in wanted.items():
        asked = command.arguments.get(name)
        if asked != value:
            yield f"{name} is {value}, and {asked} was asked for"


def _wanted(movement: Movement, command: Command) -> Mapping[str, Any] | None:
    """The arguments of the command that would lead to this movement; None if it leads to none."""
    flows = movement.flows
    match command.name:
        case "transfer" if sent := flows.get("P2P_TRANSFER"):
            return {
                "payer": number_of(sent.payer),
                "payee": number_of(sent.payee),
                "amount_milli": sent.amount_milli,
                "reference": movement.data.reference,
            }
        case "grant_reward" if paid := flows.get("TASK_REWARD"):
            return {"person": number_of(paid.payee), "amount_milli": paid.amount_milli}
        case "charge_demurrage" if burned := flows.get("DEMURRAGE_BURN"):
            person = number_of(burned.payer)
            day = str(movement.data.reference).removeprefix("demurrage:")
            return {"person": person, "day": day.removesuffix(f":{person}")}
        case _:
            return None
