"""`soms user`: who takes part, and what they may. For operators at the machine itself.

Whoever can read the database's address is trusted: so the first operator comes to be.
"""

import sys
from typing import Annotated, Any

import typer

from events.people import Role
from services.soms import key_commands
from services.soms.options import DATA_DEFAULT, Data, Hub, Json
from services.soms.output import print_fields, print_json, print_line, tell
from services.soms.user_work import done

app = typer.Typer(no_args_is_help=True, help=__doc__)
app.add_typer(key_commands.app, name="keys")

Name = Annotated[str, typer.Argument(help="The username.")]
DisplayName = Annotated[str | None, typer.Option(help="How they are shown.")]
Who = Annotated[str, typer.Argument(help="A username, or a user's number.")]
NewRole = Annotated[Role, typer.Argument(help="What they may do from now on.")]
Active = Annotated[bool, typer.Argument(help="false: they cannot sign in for the time being.")]
Label = Annotated[str, typer.Option(help="What the token is for.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@app.callback()
def user() -> None:
    """People, programs and kiosks: everybody who can sign in."""


@app.command()
def add(
    name: Name,
    display_name: DisplayName = None,
    role: Annotated[Role, typer.Option(help="What they may do.")] = "member",
    hub: Hub = None,
    data: Data = DATA_DEFAULT,
    as_json: Json = False,
) -> None:
    """Register somebody, and print a token for them, this once."""
    added = done(lambda registry: registry.add(name, display_name, role), hub, data)
    print_fields(added, as_json=as_json)


@app.command("list")
def list_users(hub: Hub = None, data: Data = DATA_DEFAULT, as_json: Json = False) -> None:
    """Everybody, erased ones included."""
    for one in done(lambda registry: registry.everybody(), hub, data):
        if as_json:
            print_json(one)
        else:
            print_line(_line(one))


@app.command()
def role(
    who: Who, role: NewRole, hub: Hub = None, data: Data = DATA_DEFAULT, as_json: Json = False
) -> None:
    """Change what somebody may do."""
    changed = done(lambda registry: registry.change_role(who, role), hub, data)
    print_fields(changed, as_json=as_json)


@app.command()
def active(
    who: Who, active: Active, hub: Hub = None, data: Data = DATA_DEFAULT, as_json: Json = False
) -> None:
    """Let somebody sign in, or not."""
    changed = done(lambda registry: registry.activate(who, active), hub, data)
    print_fields(changed, as_json=as_json)


@app.command()
def token(
    who: Who,
    label: Label = "soms user token",
    hub: Hub = None,
    data: Data = DATA_DEFAULT,
    as_json: Json = False,
) -> None:
    """Make another token for somebody, and print it, this once."""
    made = done(lambda registry: registry.new_token(who, label), hub, data)
    print_fields(made, as_json=as_json)


@app.command()
def password(who: Who, hub: Hub = None, data: Data = DATA_DEFAULT) -> None:
    """Set a password, asked for on a terminal, else a line of standard input. Ends all sessions."""
    new = _asked_for()
    done(lambda registry: registry.set_password(who, new), hub, data)
    tell("the password is set")


@app.command()
def erase(who: Who, yes: Yes = False, hub: Hub = None, data: Data = DATA_DEFAULT) -> None:
    """Destroy somebody's key: their names are unreadable for good, their balance stands."""
    if not yes:
        typer.confirm(f"erase {who}? this cannot be undone", abort=True, err=True)
    number = done(lambda registry: registry.erase(who), hub, data)
    tell(f"user {number} is erased")


def _asked_for() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\n")


def _line(user: dict[str, Any]) -> str:
    state = "erased" if user["erased_at"] else "active" if user["is_active"] else "paused"
    names = f"{user['username'] or '-'}  {user['display_name'] or ''}".rstrip()
    return f"{user['id']:>6}  {user['role']:<9} {state:<7} {names}"
