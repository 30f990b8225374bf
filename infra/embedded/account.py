"""Running a database as root: PostgreSQL refuses to, so an unprivileged account does it for us.

That account must be able to reach the data and the programs. Where a folder above them is closed
to it (a home directory, say), they are kept below `SHARED` instead, and the data folder holds a
note that says where. Nobody's permissions are widened.
"""

import os
import pwd
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from infra.embedded.errors import NoAccount

SHARED = Path("/var/lib/soms")
NOTE = "postgres.location"
CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the database; `user` is None where that is simply us."""

    user: str | None = None

    def owns(self, folder: Path) -> None:
        """Make `folder`, private, and the account's."""
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        if self.user is not None:
            entry = pwd.getpwnam(self.user)
            os.chown(folder, entry.pw_uid, entry.pw_gid)

    @contextmanager
    def readable_file(self, text: str) -> Iterator[Path]:
        """A short-lived file with a secret in it, for the account's eyes only."""
        descriptor, name = tempfile.mkstemp()
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        try:
            if self.user is not None:
                os.chown(name, pwd.getpwnam(self.user).pw_uid, -1)
            yield Path(name)
        finally:
            Path(name).unlink()


def for_database() -> Account:
    """Ourselves, or as root the first candidate that exists. Raises `NoAccount`."""
    if os.geteuid() != 0:
        return Account()
    names = {entry.pw_name for entry in pwd.getpwall()}
    for candidate in CANDIDATES:
        if candidate in names:
            return Account(candidate)
    raise NoAccount


def reachable(place: Path, account: Account) -> bool:
    """Whether the account may pass through every folder above `place`."""
    if account.user is None:
        return True
    return all(
        folder.stat().st_mode & stat.S_IXOTH
        for folder in place.absolute().parents
        if folder.exists()
    )


def database_folder(data: Path, account: Account) -> Path:
    """Where the database of `data` is kept: inside it if the account can get there."""
    inside = data.absolute() / "postgres"
    if reachable(inside, account):
        return inside
    SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
    return _noted(data) or _note(data)


def _noted(data: Path) -> Path | None:
    """The place that the note names, unless it came along with a copy of another data folder."""
    note = data / NOTE
    noted = Path(note.read_text().strip()) if note.exists() else None
    return noted if noted is not None and noted.name.startswith(_digest(data)) else None


def _note(data: Path) -> Path:
    """A place of its own: whoever deletes a data folder and makes it again begins anew."""
    outside = SHARED / f"{_digest(data)}-{secrets.token_hex(4)}"
    (data / NOTE).write_text(f"{outside}\n")
    return outside


def _digest(data: Path) -> str:
    return sha256(str(data.absolute()).encode()).hexdigest()[:16]


def reachable_programs(installed: Path, account: Account) -> Path:
    """`installed` (a PostgreSQL prefix's bin), or a copy of its prefix where it is out of reach."""
    if reachable(installed / "postgres", account):
        return installed
    copy = SHARED / "programs" / sha256(str(installed).encode()).hexdigest()[:16]
    if not (copy / "bin" / "postgres").exists():
        draft = copy.with_suffix(f".{os.getpid()}")
        shutil.copytree(installed.parent, draft, symlinks=True)
        draft.chmod(0o755)
        draft.replace(copy)
    return copy / "bin"
