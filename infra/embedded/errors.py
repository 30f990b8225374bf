"""What can keep the embedded stack from running; each error says what to do.

EmbeddedError
├── BinaryMissing       a program that this part needs is nowhere to be found
├── PortTaken           somebody listens where a part should
├── AlreadyRunning      another process holds this data folder
├── NoAccount           root, and no unprivileged account to run the database as
└── PartFailed          a part did not come up, with the end of what it said
"""

from pathlib import Path


class EmbeddedError(Exception):
    """Base of the embedded stack's errors."""


class BinaryMissing(EmbeddedError):
    """A program is nowhere to be found."""

    def __init__(self, program: str, advice: str) -> None:
        super().__init__(f"{program} was not found: {advice}")
        self.program = program


class PortTaken(EmbeddedError):
    """Another process listens on the port."""

    def __init__(self, part: str, port: int) -> None:
        super().__init__(
            f"port {port} for {part} is taken; stop what listens there, or use --port-offset"
        )
        self.part = part
        self.port = port


class AlreadyRunning(EmbeddedError):
    """Another process holds the data folder."""

    def __init__(self, data: Path, pid: int | None) -> None:
        by = "" if pid is None else f" (process {pid})"
        super().__init__(f"{data} is in use by another soms up{by}; stop it, or use --data")
        self.data = data
        self.pid = pid


class NoAccount(EmbeddedError):
    """PostgreSQL refuses to run as root, and there is no other account."""

    def __init__(self) -> None:
        super().__init__(
            "the database does not run as root, and neither account 'postgres' nor 'nobody' exists;"
            " run as another user, or set DATABASE_URL"
        )


class PartFailed(EmbeddedError):
    """A part of the stack did not come up or stopped."""

    def __init__(self, part: str, reason: str, said: str = "") -> None:
        tail = f"; it last said:\n{said}" if said else ""
        super().__init__(f"{part} {reason}{tail}")
        self.part = part
        self.reason = reason
        self.said = said
