"""The entry point of `soms`: its commands, of which only the one that is named is imported."""

import sys
from collections.abc import Iterable
from importlib import import_module

import typer

from services.garbage import look_seldom
from services.soms.ending import errors_in_words

COMMANDS = {
    "up": "up_command",
    "run": "run_command",
    "log": "log_commands",
    "audit": "audit_commands",
    "replay": "replay_commands",
    "simulate": "simulate_command",
    "project": "project_commands",
    "reactor": "reactor_commands",
    "user": "user_commands",
    "device": "device_commands",
    "mcp": "mcp_command",
    "bench": "bench_commands",
    "eval": "eval_command",
    "doctor": "doctor_command",
}
"""In which module each stands: as an `app` of several, or as a function of its name."""


def main() -> None:
    """Run the command that the arguments name."""
    look_seldom()
    named = [name for name in sys.argv[1:2] if name in COMMANDS]
    with errors_in_words():
        app_of(named or COMMANDS)()


def app_of(names: Iterable[str]) -> typer.Typer:
    """The command line with these commands."""
    app = typer.Typer(name="soms", no_args_is_help=True, pretty_exceptions_enable=False)
    app.callback()(soms)
    for name in names:
        module = import_module(f"services.soms.{COMMANDS[name]}")
        if hasattr(module, "app"):
            app.add_typer(module.app, name=name)
        else:
            app.command()(getattr(module, name))
    return app


def soms() -> None:
    """SOMS: an office that remembers everything, and can prove it."""


if __name__ == "__main__":
    main()
