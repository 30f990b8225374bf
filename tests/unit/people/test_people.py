"""People by their names: registered once each, opened with keys, gone when erased."""

import asyncio
from collections.abc import Awaitable

import pytest

from events.people import Registered
from handlers.decider import Refused
from handlers.replay.check import check
from services.people import InvalidName, Named, People
from tests.unit.people.conftest import Office


async def names(people: People) -> list[tuple[int, str | None, str | None]]:
    everybody, _ = await people.everybody()
    opened = await people.opened(everybody)
    return [(one.person.person, one.username, one.display_name) for one in opened]


async def refused(work: Awaitable[object]) -> Refused:
    with pytest.raises(Refused) as caught:
        await work
    return caught.value


async def test_people_are_numbered_in_turn_and_read_by_name(office: Office) -> None:
    people = await office.people()
    alice = await people.register("alice", "Alice A.", "operator")
    assert (alice.person.person, alice.username, alice.display_name) == (1, "alice", "Alice A.")
    assert alice.person.role == "operator"
    assert (await people.register("bob")).person.person == 2
    assert await names(people) == [(1, "alice", "Alice A."), (2, "bob", None)]


async def test_the_log_holds_no_name(office: Office) -> None:
    await (await office.people()).register("alice", "Alice A.")
    (event,) = await office.log.backward()
    assert isinstance(event.data, Registered)
    assert b"lice" not in event.data_json


async def test_a_username_belongs_to_one(office: Office) -> None:
    people = await office.people()
    await people.register("alice")
    taken = await refused(people.register("ALICE"))
    assert (taken.kind, taken.rule) == ("conflict", "username_taken")
    assert await names(people) == [(1, "alice", None)]


async def test_of_many_who_want_one_name_at_once_one_gets_it(office: Office) -> None:
    processes = [await office.people() for _ in range(3)]
    wanted = [people.register("alice") for people in processes for _ in range(5)]
    results = await asyncio.gather(*wanted, return_exceptions=True)
    assert sum(isinstance(one, Named) for one in results) == 1
    assert sum(isinstance(one, Refused) for one in results) == 14


async def test_of_many_who_are_named_at_once_nobody_is_lost(office: Office) -> None:
    processes = [await office.people() for _ in range(3)]
    wanted = [p.register(f"u{i}_{j}") for i, p in enumerate(processes) for j in range(5)]
    numbers = [one.person.person for one in await asyncio.gather(*wanted)]
    assert sorted(numbers) == list(range(1, 16))


async def test_a_person_is_renamed(office: Office) -> None:
    people = await office.people()
    await people.register("alice")
    await people.register("bob")
    await people.rename(1, "alicia", "Alicia")
    assert await names(people) == [(1, "alicia", "Alicia"), (2, "bob", None)]
    assert (await refused(people.rename(1, "Bob"))).rule == "username_taken"
    await people.register("alice")


async def test_to_be_called_as_before_is_no_event(office: Office) -> None:
    people = await office.people()
    await people.register("alice", "Alice")
    await people.rename(1, "alice", "Alice")
    assert (await office.log.head()).position == 1
    await people.rename(1, "Alice")
    assert (await office.log.head()).position == 2


async def test_an_invalid_name_makes_no_key_and_no_event(office: Office) -> None:
    people = await office.people()
    with pytest.raises(InvalidName):
        await people.register("")
    assert (await office.log.head()).position == 0


async def test_somebody_erased_has_no_name_anywhere_at_once(office: Office) -> None:
    people, elsewhere = await office.people(), await office.people()
    alice = await people.register("alice", "Alice")
    await people.erase(1)
    assert await names(people) == [(1, None, None)]
    assert (await elsewhere.opened([alice.person]))[0].username is None
    assert await office.keys.destroyed() == {alice.person.key_id}
    assert office.forgotten.people == {1}


async def test_the_name_of_somebody_erased_is_free(office: Office) -> None:
    people = await office.people()
    await people.register("alice")
    await people.erase(1)
    assert (await people.register("alice")).person.person == 2
    assert await people.called("Alice") == await people.one(2)


async def test_to_erase_twice_is_to_erase_once(office: Office) -> None:
    people = await office.people()
    await people.register("alice")
    await people.erase(1)
    await people.erase(1)
    assert (await office.log.head()).position == 2


async def test_nobody_can_be_erased_who_is_not_there(office: Office) -> None:
    people = await office.people()
    assert (await refused(people.erase(9))).kind == "unknown"


async def test_an_erasure_that_broke_off_is_finished_later(office: Office) -> None:
    people = await office.people()
    alice = await people.register("alice")
    await office.keys.destroy(alice.person.key_id)
    await (await office.people()).finish()
    (erased,) = await office.log.backward(limit=1)
    assert erased.type == "people.erased"
    assert office.forgotten.people == {1}


async def test_a_key_that_comes_back_from_a_copy_goes_again(office: Office) -> None:
    people = await office.people()
    alice = await people.register("alice")
    key = await office.keys.find([alice.person.key_id])
    await people.erase(1)
    office.keys._keys.update(key)
    await people.finish()
    assert await office.keys.find([alice.person.key_id]) == {}


async def test_without_the_keys_people_are_there_and_nameless(office: Office) -> None:
    await (await office.people()).register("alice")
    office.keys._keys.clear()
    people = await office.people()
    assert await names(people) == [(1, None, None)]
    assert (await refused(people.rename(1, "bob"))).rule == "no_key"


async def test_what_was_decided_about_people_is_decided_again_alike(office: Office) -> None:
    people = await office.people()
    for name in ("alice", "bob"):
        await people.register(name)
    await people.rename(1, "alicia")
    await people.change_role(2, "operator")
    await people.activate(1, active=False)
    await people.activate(1, active=True)
    await people.erase(2)
    report = await check(office.log)
    assert (report.checked, report.divergences) == (7, 0)
