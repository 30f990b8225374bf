"""A claim as it was made out, with the token that only whoever completed the task is shown."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from events.credits import ClaimIssued
from events.eventlog import EventLog
from events.identity import Subject
from events.query import Query
from services.claims.tokens import digest_of, token_of

_ISSUED = frozenset({ClaimIssued.event_type})


@dataclass(frozen=True, slots=True)
class IssuedClaim:
    """What is on the screen."""

    token: str
    amount_milli: int
    expires_at: datetime


async def issued_claim(log: EventLog, completion: UUID, key: bytes) -> IssuedClaim | None:
    """The claim for what that event completed; None if none was made out, or not yet."""
    token = token_of(completion, key)
    query = Query(about=frozenset({Subject.of("claim", digest_of(token))}), types=_ISSUED)
    found = await log.backward(query=query, limit=1)
    data = found[0].data if found else None
    if not isinstance(data, ClaimIssued):
        return None
    return IssuedClaim(token, data.amount_milli, data.expires_at)
