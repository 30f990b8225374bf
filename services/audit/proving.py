"""Proof files of a hub's log."""

from events.envelope import Recorded
from events.errors import InvalidProof
from events.eventlog.postgres import PostgresEventLog
from events.transparency.postgres import PostgresHeads, PostgresTiles
from events.transparency.proof_file import ProofFile
from events.transparency.proving import prove_inclusion


async def prove(log: PostgresEventLog, event: Recorded) -> ProofFile:
    """The proof by the first head that covers the event. Raises `InvalidProof` if none does yet."""
    head = await PostgresHeads(log).covering(event.position)
    if head is None:
        raise InvalidProof(f"no head that covers position {event.position} was signed yet")
    path = await prove_inclusion(log, PostgresTiles(log), event.position - 1, head.position)
    return ProofFile(event, path, head.note)
