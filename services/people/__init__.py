"""People and their names: sealed in the log, opened with keys that are kept beside it."""

from services.people.keys import Keys, MemoryKeys, PostgresKeys
from services.people.named import Named
from services.people.names import InvalidName, display_name_of, username_of
from services.people.people import People

__all__ = [
    "InvalidName",
    "Keys",
    "MemoryKeys",
    "Named",
    "People",
    "PostgresKeys",
    "display_name_of",
    "username_of",
]
