"""Rows as JSON bytes and back: what homes store, and what is compared byte for byte."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Generic

from pydantic import TypeAdapter

from projections.projection import Projection, Row


class RowCodec(Generic[Row]):
    """The one JSON form of a projection's rows."""

    def __init__(self, projection: Projection[Row]) -> None:
        self._adapter: TypeAdapter[Row] = _adapter(projection.row)

    def encode(self, row: Row) -> bytes:
        return self._adapter.dump_json(row)

    def decode(self, stored: bytes | str) -> Row:
        return self._adapter.validate_json(stored)

    def encode_all(self, rows: Mapping[str, Row]) -> dict[str, bytes]:
        return {key: self.encode(row) for key, row in rows.items()}


@cache
def _adapter(row: type) -> TypeAdapter[Any]:
    """Costs milliseconds to make, and a reader of views wants it at every look."""
    return TypeAdapter(row)
