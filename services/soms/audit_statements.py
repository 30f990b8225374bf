"""`soms audit wallet` and `soms audit transaction`: what somebody has, and why, in plain words."""

import asyncio
from typing import Annotated, Any

import typer

from events.credits import Transferred
from events.credits import wallet as wallet_subject
from events.envelope import Recorded
from events.eventlog import EventLog
from events.query import Query
from services.audit.journal import credits_of
from services.explaining.chain import chain_of
from services.explaining.words import in_words
from services.soms.events_named import event_named
from services.soms.location import Location, locate, opened_log
from services.soms.options import DATA_DEFAULT, Data, Hub, Json
from services.soms.output import print_json, print_line

_MOVEMENTS = frozenset({Transferred.event_type})


def wallet(
    number: Annotated[
        int, typer.Argument(min=0, metavar="N", help="A user number; 0 is the system.")
    ],
    hub: Hub = None,
    data: Data = DATA_DEFAULT,
    as_json: Json = False,
) -> None:
    """Every movement of a wallet, oldest first, with the balance after each and what led to it."""
    lines = asyncio.run(_statement(locate(hub, data), number))
    if not lines and not as_json:
        print_line(f"nothing has moved to or from wallet {number}")
    for line in lines:
        if as_json:
            print_json(line)
        else:
            print_line(_row(line))


def transaction(
    identity: Annotated[str, typer.Argument(metavar="ID", help="An event's id, or its position.")],
    hub: Hub = None,
    data: Data = DATA_DEFAULT,
    as_json: Json = False,
) -> None:
    """One movement, and the whole chain that led to it, in plain words."""
    for step in asyncio.run(_chain(locate(hub, data), identity)):
        if as_json:
            print_json(step)
        else:
            print_line(f"{step['position']:>9}  {step['time']}  {step['words']}")


async def _statement(location: Location, number: int) -> list[dict[str, Any]]:
    account = wallet_subject(number)
    balance, lines = 0, []
    async with opened_log(location) as log:
        query = Query(about=frozenset({account}), types=_MOVEMENTS)
        async for page in log.pages(query=query):
            for event in page.events:
                amount = _amount(event, account)
                balance += amount
                lines.append(await _line(log, event, amount, balance))
    return lines


async def _line(log: EventLog, event: Recorded, amount: int, balance: int) -> dict[str, Any]:
    chain = await chain_of(log, event)
    return {
        "position": event.position,
        "event": str(event.id),
        "time": event.time.isoformat(),
        "amount": amount,
        "balance_after": balance,
        "because": [in_words(one) for one in chain],
    }


def _row(line: dict[str, Any]) -> str:
    amount, balance = credits_of(line["amount"]), credits_of(line["balance_after"])
    return f"{line['time'][:19]}  {amount:>14}  {balance:>14}  {' ← '.join(line['because'])}"


async def _chain(location: Location, identity: str) -> list[dict[str, Any]]:
    async with opened_log(location) as log:
        event = await event_named(log, identity)
        return [
            {
                "position": one.position,
                "event": str(one.id),
                "time": one.time.isoformat(),
                "type": one.type,
                "words": in_words(one),
            }
            for one in await chain_of(log, event)
        ]


def _amount(event: Recorded, account: str) -> int:
    data = event.data
    assert isinstance(data, Transferred)
    return sum(leg.amount_milli for leg in data.legs if leg.account == account)
