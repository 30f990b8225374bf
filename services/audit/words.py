"""What led to a movement, in plain words: from the payment back to whoever or whatever began it.

What a handler decided names its cause. What a person tapped has none, but is about a task: so from
the report one comes to the acceptance, from that to the task, and from the task to the wish.
"""

from collections.abc import Callable, Mapping
from typing import Any

from events import brain, credits, tasks, telemetry, timers, zones  # noqa: A004 (a domain's name)
from events.envelope import Recorded
from events.eventlog import EventLog
from events.identity import Subject
from events.payload import Payload
from events.query import Query
from services.audit.journal import credits_of

CHAIN_LIMIT = 100
"""Steps of a chain that are followed, at most."""

BEFORE: Mapping[str, str] = {
    tasks.Completed.event_type: tasks.Accepted.event_type,
    tasks.Accepted.event_type: tasks.Created.event_type,
    tasks.Cancelled.event_type: tasks.Created.event_type,
    credits.ClaimRedeemed.event_type: credits.ClaimIssued.event_type,
    credits.ClaimIssued.event_type: tasks.Completed.event_type,
}
"""Of what has no cause of its own: what came before it about the same thing."""


async def chain_of(log: EventLog, event: Recorded) -> list[Recorded]:
    """The event, what led to it, what led to that …, back to the first."""
    chain = [event]
    while len(chain) < CHAIN_LIMIT:
        before = await _before(log, chain[-1])
        if before is None:
            break
        chain.append(before)
    return chain


async def _before(log: EventLog, event: Recorded) -> Recorded | None:
    if event.causation_id is not None:
        return await log.get(event.causation_id)
    wanted = BEFORE.get(event.type)
    about = _things(event)
    if wanted is None or not about:
        return None
    query = Query(about=about, types=frozenset({wanted}))
    found = await log.backward(before=event.position, query=query, limit=1)
    return found[0] if found else None


def _things(event: Recorded) -> frozenset[Subject]:
    """The task or the claim that an event is about."""
    return frozenset(one for one in (event.subject, *event.tags) if one.kind in {"task", "claim"})


def in_words(event: Recorded) -> str:
    """One sentence; of what nobody has words for, its type and subject."""
    say = WORDS.get(event.type)
    return f"{event.type} about {event.subject}" if say is None else say(event.data)


def _transferred(data: Any) -> str:
    given = [leg for leg in data.legs if leg.amount_milli < 0]
    taken = [leg for leg in data.legs if leg.amount_milli > 0]
    moved = credits_of(sum(leg.amount_milli for leg in taken))
    payers = _listed(_account(leg.account) for leg in given)
    payees = _listed(_account(leg.account) for leg in taken)
    what = given[0].transaction_type.replace("_", " ").lower()
    return f"{moved} credits went from {payers} to {payees} ({what})"


def _listed(names: Any) -> str:
    return " and ".join(dict.fromkeys(names))


def _account(account: str) -> str:
    kind, _, name = account.partition(":")
    if account == credits.SYSTEM:
        return "the system"
    if account == credits.BURNED:
        return "nobody (burned)"
    return {"wallet": f"user {name}", "escrow": f"the reserve of task {name}"}.get(kind, account)


def _person(data: Any) -> str:
    return "somebody at the kiosk" if data.person is None else f"user {data.person}"


Words = Callable[[Any], str]


def _words(payload: type[Payload], say: Words) -> tuple[str, Words]:
    return payload.event_type, say


WORDS: Mapping[str, Words] = dict(
    (
        _words(credits.Transferred, _transferred),
        _words(
            credits.TransferRefused,
            lambda data: f"{credits_of(data.amount_milli)} credits did not move: {data.reason}",
        ),
        _words(credits.WalletOpened, lambda data: f"user {data.wallet} got a wallet"),
        _words(
            credits.ClaimIssued,
            lambda data: f"a claim to {credits_of(data.amount_milli)} credits was made out",
        ),
        _words(credits.ClaimRedeemed, lambda data: f"user {data.person} redeemed the claim"),
        _words(
            tasks.Completed,
            lambda data: (
                f"{_person(data)} reported task {data.task} done "
                f"({data.report_status or 'no report'})"
            ),
        ),
        _words(tasks.Accepted, lambda data: f"{_person(data)} took task {data.task}"),
        _words(
            tasks.Created,
            lambda data: (
                f"task {data.task} “{data.title}” was put up for "
                f"{credits_of(data.bounty_milli)} credits"
            ),
        ),
        _words(
            tasks.Requested,
            lambda data: f"somebody wished for “{data.title or data.issue}”",
        ),
        _words(tasks.Cancelled, lambda data: f"task {data.task} was taken back"),
        _words(tasks.Expired, lambda data: f"nobody did task {data.task} in time"),
        _words(
            brain.ActionApproved,
            lambda data: f"the policy let {data.tool} through, as the brain had proposed",
        ),
        _words(
            zones.ThresholdCrossed,
            lambda data: (
                f"{data.channel} in {data.zone} was {data.value}, {data.bound} {data.threshold}"
            ),
        ),
        _words(
            telemetry.ReadingRecorded,
            lambda data: f"a sensor in {data.zone} read {data.channel} {data.value}",
        ),
        _words(timers.Fired, lambda data: f"it was time for {data.timer}"),
    )
)
