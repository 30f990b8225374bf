"""A log that the first version of the infrastructure wrote: it let go of what it rounded off."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from events.credits import Transferred
from events.envelope import Draft, Recorded
from events.eventlog import MemoryEventLog
from events.identity import START
from handlers.audit import Auditor
from handlers.credits.infrastructure import Infrastructure, Row, Uptime
from handlers.replay.check import check
from projections.projection import State
from tests.bookkeeping import Bookkeeping

FIRST, SECOND = "/handlers/infrastructure/1", "/handlers/infrastructure/2"


class Forgetful(Infrastructure):
    """The first version: as the second, without the rest of the payment before."""

    version = 1

    def step(self, state: State[Row], event: Recorded) -> Sequence[Draft]:
        made = super().step(state, event)
        for key, row in list(state.rows().items()):
            if isinstance(row, Uptime):
                state.put(key, replace(row, rest=0))
        return made


async def upgraded(minutes: int = 30) -> MemoryEventLog:
    """So long under each version."""
    office = Bookkeeping()
    async with office.opened():
        prefix = "office/main/sensor/env_01"
        await office.owner(
            "register_device", device="env_01", owner=7, device_type="sensor_node",
            topic_prefix=prefix,
        )  # fmt: skip
        for reactor in (Forgetful(), Infrastructure()):
            await office.employ(reactor)
            await office.seen("env_01", minutes)
    return office.log


def payments(log: MemoryEventLog) -> list[Recorded]:
    return [event for event in log.after(START) if event.type == Transferred.event_type]


def amount_of(payment: Recorded) -> int:
    data = payment.data
    assert isinstance(data, Transferred)
    return data.legs[1].amount_milli


def findings(events: Sequence[Recorded]) -> list[str]:
    auditor = Auditor()
    auditor.take(events)
    return [one.what for one in auditor.findings]


async def test_what_an_earlier_version_paid_is_no_divergence_and_no_finding() -> None:
    log = await upgraded()
    assert [amount_of(one) for one in payments(log)] == [41] * 5 + [42, 41, 42] * 2
    assert [one.source for one in payments(log)] == [FIRST] * 5 + [SECOND] * 6
    report = await check(log, [Infrastructure()])
    assert (report.divergences, report.other_version) == (0, 6)
    assert report.checked == 7  # six payments, and the registration
    assert findings(log.after(START)) == []


@pytest.mark.parametrize("change", [-1, 1])
async def test_whatever_version_paid_another_amount_is_found(change: int) -> None:
    log = await upgraded()
    for victim in payments(log):
        amount = amount_of(victim)
        data = victim.data_json.replace(b"%d," % amount, b"%d," % (amount + change))
        changed = replace(victim, data_json=data)
        events = [changed if one.id == victim.id else one for one in log.after(START)]
        assert findings(events) == [f"pays {amount + change} where {amount} were earned"]
