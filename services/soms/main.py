"""The entry point of `soms`: its commands, and the one place where errors become words.

Exit status: 0 when what was asked for holds, 1 when it does not, 2 when the call was wrong.
"""

import logging
import sys

import typer

from events.errors import InvalidSubject, SomsError
from handlers.policy import InvalidPolicy
from services import logs
from services.projector.errors import UnknownView
from services.settings import InvalidSettings, read_settings
from services.soms import log_commands, project_commands, reactor_commands
from services.soms.bench_commands import bench
from services.soms.doctor_command import doctor
from services.soms.replay_commands import replay
from services.soms.run_command import run
from services.soms.simulate_command import simulate
from services.soms.up_command import up

_log = logging.getLogger(__name__)

FAILED = 1
WRONG_USAGE = 2

app = typer.Typer(
    name="soms",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="SOMS: an office that remembers everything, and can prove it.",
)
app.command()(up)
app.command()(run)
app.add_typer(log_commands.app, name="log")
app.command()(replay)
app.command()(simulate)
app.add_typer(project_commands.app, name="project")
app.add_typer(reactor_commands.app, name="reactor")
app.command()(bench)
app.command()(doctor)


def main() -> None:
    """Run the command; an error is one line on stderr, whether SOMS raised it on purpose or not."""
    try:
        app()
    except (InvalidSettings, InvalidSubject, UnknownView, InvalidPolicy) as error:
        _fail(error, WRONG_USAGE)
    except (SomsError, OSError) as error:
        _fail(error, FAILED)
    except Exception as error:  # noqa: BLE001 (the last resort)
        _trace(error)
        # What it says may hold a password, for nobody chose its words.
        _fail(f"unexpected {type(error).__name__}; LOG_LEVEL=DEBUG shows where", FAILED)


def _fail(error: Exception | str, status: int) -> None:
    sys.stderr.write(f"soms: {error}\n")
    sys.exit(status)


def _trace(error: Exception) -> None:
    try:
        logs.configure(read_settings().log_level)
    except InvalidSettings:
        return
    _log.debug("an error that nobody foresaw", exc_info=error)


if __name__ == "__main__":
    main()
