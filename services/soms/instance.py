"""A running `soms up`, as other commands find it: its addresses, in a file of the data folder."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from infra.embedded import process
from services.settings import InvalidSettings

FILE_NAME = "instance.json"


@dataclass(frozen=True, slots=True)
class Instance:
    """Where the parts of a running system listen. `urls["database"]` is the owner's URL."""

    hub: str
    pid: int
    urls: Mapping[str, str]
    environment: Mapping[str, str]
    """What a service of this instance needs in its environment."""

    def write(self, data: Path) -> None:
        """Leave the addresses behind, readable by the owner only, for they carry passwords."""
        target = data / FILE_NAME
        draft = target.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_bytes(orjson.dumps(asdict(self), option=orjson.OPT_INDENT_2))
        draft.replace(target)


def read_instance(data: Path) -> Instance:
    """The instance that runs on this data folder. Raises `InvalidSettings` if none does."""
    try:
        instance = Instance(**orjson.loads((data / FILE_NAME).read_bytes()))
    except FileNotFoundError:
        reason = f"is not set, and no `soms up` runs on {data} (see --data)"
        raise InvalidSettings("DATABASE_URL", reason) from None
    if not process.alive(instance.pid):
        reason = f"is not set, and the `soms up` on {data} has stopped; start it again"
        raise InvalidSettings("DATABASE_URL", reason)
    return instance


def forget_instance(data: Path) -> None:
    (data / FILE_NAME).unlink(missing_ok=True)
