"""What an error says, in words that can be kept in a table and shown in a line."""

REASON_LIMIT = 1_000
"""Characters of a reason that are kept."""


def reason_of(error: Exception) -> str:
    """The error's name and message: bounded, and without what Postgres does not take."""
    told = f"{type(error).__name__}: {error}"[:REASON_LIMIT]
    return told.replace("\0", "\\0").encode(errors="replace").decode()
