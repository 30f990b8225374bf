"""A week in which thousands of payments were made is audited from its beginning to its end."""

import asyncio
import random
from collections.abc import Sequence

import pytest

from events.envelope import Recorded
from events.eventlog import PostgresEventLog, migrate
from handlers.decider import Refused
from tests.bookkeeping import Bookkeeping, movements
from tests.command import soms

PEOPLE = range(1, 31)
DAYS = 7
DAY_S = 86_400
TOGETHER = 500


async def week(payments: int) -> Sequence[Recorded]:
    """People are paid, pay each other and rest, for seven days."""
    chance = random.Random(payments)
    async with Bookkeeping().opened() as office:
        for person in PEOPLE:
            await office.money("open_wallet", person=person)
            await office.money("grant_reward", person=person, task=900 + person, amount_milli=10**8)
        for _ in range(DAYS):
            await office.done(10_000, chance.choice(PEOPLE), zone="main")
            for first in range(0, payments // DAYS + 1, TOGETHER):
                left = min(TOGETHER, payments // DAYS + 1 - first)
                await asyncio.gather(*(_paid(office, chance) for _ in range(left)))
            office.wait(DAY_S)
            await office.day(*PEOPLE)
        await office.settle()
        return office.events()


async def _paid(office: Bookkeeping, chance: random.Random) -> None:
    payer, payee = chance.sample(PEOPLE, 2)
    amount = chance.randint(310_000, 400_000)
    try:
        await office.money(
            "transfer", payer=payer, payee=payee, amount_milli=amount, minimum_milli=10
        )
    except Refused:
        return


async def record(url: str, hub: str, events: Sequence[Recorded]) -> None:
    await migrate(url, hub)
    log = await PostgresEventLog.connect(url, hub)
    await log.append_verbatim(events)
    await log.close()


@pytest.mark.parametrize(
    "payments", [10_000, pytest.param(100_000, marks=[pytest.mark.slow, pytest.mark.timeout(900)])]
)
def test_a_week_is_sound(postgres_url: str, hub: str, payments: int) -> None:
    events = asyncio.run(week(payments))
    asyncio.run(record(postgres_url, hub, events))
    said = soms("audit", "verify", "--json")
    assert said.status == 0, said.out
    assert (said.json["ok"], said.json["sum"], said.json["failures"]) == (True, 0, [])
    assert said.json["owed"] == 0
    assert said.json["events"] == len(events)
    assert said.json["movements"] == len(movements(events)) > payments * 0.75
