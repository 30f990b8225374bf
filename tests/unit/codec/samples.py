"""The frozen samples: the bytes of one event's data for every version of every type ever released.

A sample and its schema's digest are added with a new type or version, and never changed after.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import orjson

from events.payload import Payload

FOLDER = Path(__file__).parents[2] / "samples"
SCHEMAS = FOLDER / "schemas.json"


@dataclass(frozen=True)
class Sample:
    """What the log held of one event."""

    event_type: str
    dataversion: int
    data_json: bytes

    @property
    def name(self) -> str:
        return f"{self.event_type}.v{self.dataversion}"


def samples() -> Iterator[Sample]:
    for path in sorted(FOLDER.glob("*.v*.json")):
        event_type, _, version = path.stem.rpartition(".v")
        yield Sample(event_type, int(version), path.read_bytes().removesuffix(b"\n"))


def released_schemas() -> dict[str, str]:
    """Digest of every released schema, by type and version."""
    digests: dict[str, str] = orjson.loads(SCHEMAS.read_bytes())
    return digests


def schema_digest(payload: type[Payload]) -> str:
    """Depends on the fields, their order, types, bounds and defaults, and on no description."""
    bare = _undescribed(payload.model_json_schema(), inside_properties=False)
    return sha256(orjson.dumps(bare)).hexdigest()[:16]


def _undescribed(schema: object, *, inside_properties: bool) -> object:
    """The schema without what is only said to readers; a field may be called `title`, too."""
    if isinstance(schema, list):
        return [_undescribed(item, inside_properties=False) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: _undescribed(value, inside_properties=name in {"properties", "$defs"})
        for name, value in schema.items()
        if inside_properties or name not in {"title", "description"}
    }
