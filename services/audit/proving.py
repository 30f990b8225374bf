"""Proof files of a hub's log."""

from events.envelope import Recorded
from events.errors import InvalidProof
from events.eventlog.postgres import PostgresEventLog
from events.transparency.postgres import PostgresHeads, PostgresTiles, StoredHead
from events.transparency.proof_file import ProofFile
from events.transparency.proving import prove_inclusion


async def prove(log: PostgresEventLog, event: Recorded) -> ProofFile:
    """The proof by the first head that covers the event. Raises `InvalidProof` if none does yet."""
    head = await _covering(log, event)
    path = await prove_inclusion(log, PostgresTiles(log), event.position - 1, head.position)
    return ProofFile(event, path, head.note)


async def _covering(log: PostgresEventLog, event: Recorded) -> StoredHead:
    for head in await PostgresHeads(log).all():
        if head.position >= event.position:
            return head
    raise InvalidProof(f"no head that covers position {event.position} was signed yet")
