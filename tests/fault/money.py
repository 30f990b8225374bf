"""What must hold of the books after a bad day."""

from collections import Counter
from collections.abc import Iterable

from events.credits import Transferred
from events.envelope import Recorded
from events.eventlog import EventLog
from handlers.audit import Auditor
from handlers.replay.check import check
from tests.fault.findings import eventually


async def assert_decided_alike(log: EventLog) -> None:
    """Everything is decided, and decided again it comes out the same."""

    async def decided() -> bool:
        return not (await check(log)).undecided

    await eventually("the reactors have decided everything", decided)
    report = await check(log)
    assert report.checked, "there was nothing to decide; the test says too little"
    assert not report.divergences, f"first divergence: {report.first_divergence}"


def audit(events: Iterable[Recorded]) -> dict[str, int]:
    """The balances of books that an auditor finds nothing in; all escrow is empty."""
    auditor = Auditor()
    auditor.take(events)
    assert not auditor.failures, f"the auditor finds {auditor.findings[:5]}"
    assert auditor.total == 0
    held = {name: left for name, left in auditor.balances.items() if name.startswith("escrow:")}
    assert not any(held.values()), f"there is something left in {held}"
    return auditor.balances


def assert_paid_once(events: Iterable[Recorded], tasks: Iterable[int]) -> None:
    """Each of these tasks was paid, none twice, and no other."""
    paid = Counter(
        event.data.reference
        for event in events
        if isinstance(event.data, Transferred)
        and event.data.legs[0].transaction_type == "TASK_REWARD"
    )
    assert paid == Counter(f"task:{task}" for task in tasks)
