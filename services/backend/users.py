"""`/users`: who takes part. Names are opened for the answer, of any moment, unless erased since."""

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import AfterValidator, BaseModel

from events.identity import Position
from events.people import Role
from projections.people import People as PeopleView
from projections.people import Person, person_key
from services.accounts import Caller, is_self_or, requires
from services.backend.context import RequestViews, Views
from services.people import Named, People, display_name_of, username_of
from services.web.problems import Problem

router = APIRouter(prefix="/users", tags=["users"])

Username = Annotated[str, AfterValidator(username_of)]
DisplayName = Annotated[str, AfterValidator(display_name_of)]

_PEOPLE = PeopleView()


class NewUser(BaseModel):
    """Somebody to register."""

    username: Username
    display_name: DisplayName | None = None
    role: Role = "member"


class UserChange(BaseModel):
    """What is to be otherwise; what is left out stays."""

    username: Username | None = None
    display_name: DisplayName | None = None
    is_active: bool | None = None
    role: Role | None = None


@router.get("/")
async def list_users(
    request: Request, views: RequestViews, response: Response
) -> list[dict[str, Any]]:
    """Everybody who was registered and not erased, in the order of their numbers."""
    people, position = await _people(request, views)
    response.headers["SOMS-Position"] = str(position)
    there = [person for person in people.values() if person.erased_at is None]
    return [user_object(named) for named in await _opened(request, there)]


@router.get("/{user_id}")
async def one_user(
    user_id: int, request: Request, views: RequestViews, response: Response
) -> dict[str, Any]:
    """One user; of somebody erased, all but the names."""
    people, position = await _people(request, views)
    person = people.get(person_key(user_id)) if user_id > 0 else None
    if person is None:
        raise Problem(404, f"there is no user {user_id}")
    response.headers["SOMS-Position"] = str(position)
    return user_object((await _opened(request, [person]))[0])


@router.post("/", status_code=201)
async def register(
    new: NewUser,
    request: Request,
    response: Response,
    caller: Annotated[Caller, requires("service")],
) -> dict[str, Any]:
    """A new user; 409 if the username is taken. Operators alone give roles."""
    if new.role != "member":
        caller.require()
    people = _shell(request)
    named = await people.register(new.username, new.display_name, new.role, actor=caller.actor)
    response.headers["Location"] = f"/users/{named.person.person}"
    return await _changed(people, named.person.person, response)


@router.put("/{user_id}")
async def change(
    user_id: int,
    wanted: UserChange,
    request: Request,
    response: Response,
    caller: Annotated[Caller, is_self_or()],
) -> dict[str, Any]:
    """Users change their own names; all else, an operator does. 409 if the username is taken."""
    if wanted.role is not None or wanted.is_active is not None:
        caller.require()
    people = _shell(request)
    await people.rename(user_id, wanted.username, wanted.display_name, actor=caller.actor)
    if wanted.role is not None:
        await people.change_role(user_id, wanted.role, actor=caller.actor)
    if wanted.is_active is not None:
        await people.activate(user_id, wanted.is_active, actor=caller.actor)
    return await _changed(people, user_id, response)


@router.delete("/{user_id}", status_code=204)
async def erase(user_id: int, request: Request, caller: Annotated[Caller, requires()]) -> None:
    """Make the user's names unreadable, now and in the past, for good. The balance stands."""
    await _shell(request).erase(user_id, actor=caller.actor)


def user_object(named: Named) -> dict[str, Any]:
    person = named.person
    return {
        "id": person.person,
        "username": named.username,
        "display_name": named.display_name,
        "is_active": person.is_active,
        "role": person.role,
        "created_at": person.registered_at,
    }


def _shell(request: Request) -> People:
    people: People = request.app.state.people
    return people


async def _people(request: Request, views: Views) -> tuple[dict[str, Person], Position]:
    """Everybody, by key, as of the moment that is asked about."""
    if views.at is not None:
        past = await views.read(_PEOPLE)
        return past.rows, past.position
    shell = _shell(request)
    if views.min_position is not None:
        await shell.reach(Position(views.min_position))
    people, position = await shell.everybody()
    if views.min_position is not None and position < views.min_position:
        raise Problem(503, f"min_position: the log is at {position}, not yet {views.min_position}")
    return {person_key(one.person): one for one in people}, position


async def _opened(request: Request, people: Iterable[Person]) -> list[Named]:
    return await _shell(request).opened(people)


async def _changed(people: People, number: int, response: Response) -> dict[str, Any]:
    """The user as they are now, and the position at which this can be read."""
    _, position = await people.everybody()
    response.headers["SOMS-Position"] = str(position)
    return user_object(await people.one(number))
