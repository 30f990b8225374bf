"""redeem_claim: a person uses the right to be paid. The payment follows from the event."""

from events.credits import ClaimRedeemed
from events.envelope import Draft
from events.identity import Subject
from handlers.commands import Arguments, kept
from handlers.credits.arguments import Digest, Number
from handlers.credits.books import Books, refused
from handlers.credits.movements import task_subject
from handlers.decider import Decision, Given, Refused
from projections.claims import Claim, claim_subject, claim_timer


class RedeemClaim(Arguments):
    """Which claim, and who is to be paid."""

    claim: Digest
    person: Number


def redeem_claim(books: Books, command: Given, wish: RedeemClaim) -> Decision:
    subject, timer = claim_subject(wish.claim), Subject.of("timer", claim_timer(wish.claim))
    boundary = frozenset({subject, timer})
    claim = books.claims.get(wish.claim)
    if claim is None:
        return refused(Refused("unknown", "unknown_claim", "there is no such claim"), boundary)
    why = _refusal(claim, command)
    if why is not None:
        return refused(why, boundary)
    redeemed = ClaimRedeemed(
        claim=wish.claim, task=claim.task, person=wish.person, command=kept(command, wish)
    )
    return Decision(Draft(redeemed, subject, (task_subject(claim.task),)), boundary)


def _refusal(claim: Claim, command: Given) -> Refused | None:
    if claim.status == "redeemed":
        return Refused("conflict", "claim_redeemed", "the claim was redeemed already")
    if claim.status == "withdrawn":
        return Refused("gone", "claim_withdrawn", "the task was paid by hand")
    if claim.status == "expired" or command.time >= claim.expires_at:
        return Refused("gone", "claim_expired", f"the claim expired {claim.expires_at}")
    return None
