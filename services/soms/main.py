"""The entry point of `soms`: its commands."""

import typer

from services.soms import (
    audit_commands,
    log_commands,
    project_commands,
    reactor_commands,
    user_commands,
)
from services.soms.bench_commands import bench
from services.soms.doctor_command import doctor
from services.soms.ending import errors_in_words
from services.soms.replay_commands import replay
from services.soms.run_command import run
from services.soms.simulate_command import simulate
from services.soms.up_command import up

app = typer.Typer(
    name="soms",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="SOMS: an office that remembers everything, and can prove it.",
)
app.command()(up)
app.command()(run)
app.add_typer(log_commands.app, name="log")
app.add_typer(audit_commands.app, name="audit")
app.command()(replay)
app.command()(simulate)
app.add_typer(project_commands.app, name="project")
app.add_typer(reactor_commands.app, name="reactor")
app.add_typer(user_commands.app, name="user")
app.command()(bench)
app.command()(doctor)


def main() -> None:
    """Run the command that the arguments name."""
    with errors_in_words():
        app()


if __name__ == "__main__":
    main()
