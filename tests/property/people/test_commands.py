"""Whatever is asked of people, in whatever order: names are unique, decisions are reproduced."""

import asyncio
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from events.eventlog import MemoryEventLog
from handlers.decider import Refused
from handlers.people import PeopleDecider
from handlers.replay.check import check
from projections.people import People as PeopleView
from projections.runtime import fold_log
from services.deciding import Deciding, keep_deciding
from services.people import MemoryKeys, People
from services.people.names import sameness
from tests.unit.people.conftest import Forgotten

names = st.sampled_from(["ann", "Ann", "bea", "cy", "dan"])
numbers = st.integers(1, 5)
commands = st.one_of(
    st.tuples(st.just("register"), st.tuples(names)),
    st.tuples(st.just("register"), st.tuples(names)),
    st.tuples(st.just("rename"), st.tuples(numbers, st.none() | names, st.none() | names)),
    st.tuples(st.just("change_role"), st.tuples(numbers, st.sampled_from(["member", "kiosk"]))),
    st.tuples(st.just("activate"), st.tuples(numbers, st.booleans())),
    st.tuples(st.just("erase"), st.tuples(numbers)),
    st.tuples(st.just("finish"), st.tuples()),
)


@given(st.lists(commands, max_size=25))
@settings(max_examples=60)
def test_people_stay_in_order(asked: list[tuple[str, tuple[Any, ...]]]) -> None:
    asyncio.run(lived(asked))


async def lived(asked: list[tuple[str, tuple[Any, ...]]]) -> None:
    log, keys = MemoryEventLog("office"), MemoryKeys()
    deciding = Deciding(log, PeopleDecider())
    running = asyncio.create_task(keep_deciding(deciding))
    people = People(deciding, keys, Forgotten())
    for name, arguments in asked:
        try:
            await getattr(people, name)(*arguments)
        except Refused:
            continue
    await in_order(people, log)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def in_order(people: People, log: MemoryEventLog) -> None:
    everybody, _ = await people.everybody()
    opened = await people.opened(everybody)
    assert [one.person.person for one in opened] == list(range(1, len(opened) + 1))
    called = [sameness(one.username) for one in opened if one.username is not None]
    assert len(called) == len(set(called))
    for one in opened:
        assert (one.username is None) == (one.person.erased_at is not None)
    assert (await check(log)).divergences == 0
    rebuilt = await fold_log(PeopleView(), log)
    assert list(rebuilt.rows().values()) == everybody
