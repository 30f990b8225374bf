"""The base of every event's data: a frozen model that knows its type's name and version.

The name follows from where the class stands: `ReadingRecorded` in `events/telemetry.py` is
`telemetry.reading_recorded`. Unknown fields, NaN and infinities are refused.
"""

import re
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

_WORD_START = re.compile(r"(?<!^)(?=[A-Z])")


class Part(BaseModel):
    """A frozen piece of a payload; it has no event type of its own.

    Its validator is built when it is first used: a process knows a hundred types and meets a few.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        populate_by_name=True,
        serialize_by_alias=True,
        use_attribute_docstrings=True,
        defer_build=True,
    )


class Payload(Part):
    """Data of one event type. `exogenous` types come from outside; the others, handlers decide."""

    event_type: ClassVar[str]
    dataversion: ClassVar[int]
    exogenous: ClassVar[bool]

    def __init_subclass__(
        cls, *, dataversion: int = 1, exogenous: bool = False, **kwargs: Any
    ) -> None:
        super().__init_subclass__(**kwargs)
        domain = cls.__module__.rpartition(".")[2]
        cls.event_type = f"{domain}.{_WORD_START.sub('_', cls.__name__).lower()}"
        cls.dataversion = dataversion
        cls.exogenous = exogenous

    def to_json(self) -> bytes:
        """The exact bytes that the log stores and hashes; absent optional fields are left out."""
        return self.__pydantic_serializer__.to_json(self, exclude_none=True)
