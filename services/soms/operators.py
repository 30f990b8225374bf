"""Operators: whether a hub has anybody who may register others, for a command to say."""

from events.identity import Subject
from events.query import Query
from projections.people import People, Person
from projections.projection import State
from projections.runtime.folding import fold
from services.soms.location import Location, opened_log

CONSOLE = Subject("service:console")
"""Who is answerable for what is done at the machine."""

_PEOPLE = People()


async def number_of_operators(location: Location) -> int:
    """Of those who take part. Raises `InvalidSettings` where there is no such hub."""
    people: State[Person] = State()
    async with opened_log(location) as log:
        async for page in log.pages(query=Query(types=_PEOPLE.handles)):
            fold(_PEOPLE, people, page.events)
    return sum(one.role == "operator" and one.takes_part for one in people.rows().values())
