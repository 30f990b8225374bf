"""Claims: the rights to be paid for tasks that were done without signing in."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Literal

from events.credits import ClaimIssued, ClaimRedeemed, Transferred
from events.envelope import Recorded
from events.identity import Subject
from events.timers import Fired
from projections.projection import Projection, State

TIMER = "claim_expires"

Status = Literal["issued", "redeemed", "expired", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim, and what became of it."""

    claim: str
    """Digest of the token."""
    task: int
    amount_milli: int
    issued_at: datetime
    expires_at: datetime
    status: Status = "issued"
    """Withdrawn: the task was paid by hand."""
    person: int | None = None
    """Who redeemed it."""


class Claims(Projection[Claim]):
    """Every claim, by its digest."""

    name: ClassVar[str] = "claims"
    handles: ClassVar[frozenset[str]] = frozenset(
        payload.event_type for payload in (ClaimIssued, ClaimRedeemed, Transferred, Fired)
    )
    row: ClassVar[type] = Claim

    def apply(self, state: State[Claim], event: Recorded) -> None:
        if event.type == ClaimIssued.event_type:
            _issue(state, event)
            return
        for digest in _concerned(event):
            known = state.get(digest)
            after = None if known is None else stepped(known, event)
            if after is not None:
                state.put(digest, after)


def stepped(claim: Claim, event: Recorded) -> Claim | None:
    """The claim after an event about it; None if that changes nothing, as once it is settled."""
    if claim.status != "issued":
        return None
    match event.data:
        case ClaimRedeemed() as redeemed:
            return replace(claim, status="redeemed", person=redeemed.person)
        case Transferred():
            return replace(claim, status="withdrawn")
        case Fired() as fired if fired.due >= claim.expires_at:
            return replace(claim, status="expired")
        case _:
            return None


def claim_subject(digest: str) -> Subject:
    return Subject.of("claim", digest)


def claim_timer(digest: str) -> str:
    """The timer that fires when the claim expires."""
    return f"{TIMER}:{digest}"


def expired_claim(event: Recorded) -> str | None:
    """The claim that a timer's event is about, if it is about one; most are not."""
    purpose, _, digest = event.subject.name.partition(":")
    return digest if purpose == TIMER else None


def _issue(state: State[Claim], event: Recorded) -> None:
    issued = event.data
    assert isinstance(issued, ClaimIssued)
    if state.get(issued.claim) is None:
        claim = Claim(issued.claim, issued.task, issued.amount_milli, event.time, issued.expires_at)
        state.put(issued.claim, claim)


def _concerned(event: Recorded) -> Iterable[str]:
    """The digests of the claims that an event is about, undecoded."""
    if event.type == Fired.event_type:
        digest = expired_claim(event)
        return () if digest is None else (digest,)
    about = (event.subject, *event.tags)
    return [one.name for one in about if one.startswith("claim:")]
