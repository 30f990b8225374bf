"""The auditor: takes a log once, names what is wrong with it, and goes on."""

from dataclasses import replace

from handlers.audit import Auditor
from handlers.audit.auditor import FINDINGS_LIMIT
from tests.unit.handlers.audit.evidence import by_hand, found, has, log_of
from tests.unit.handlers.credits.stories import opened
from tests.unit.story import reading


def test_legs_that_do_not_sum_to_zero_cannot_be_read() -> None:
    reward = by_hand(1_000, 901)
    unbalanced = replace(
        reward, data_json=reward.data_json.replace(b'"amount_milli":-1000', b'"amount_milli":-999')
    )
    ((position, what),) = found(has(5, 10), unbalanced)
    assert position == 3
    assert what.startswith("cannot be read: ")
    assert "must sum to 0" in what


def test_what_cannot_be_read_moves_nothing_and_hides_nothing() -> None:
    broken = replace(by_hand(1_000, 901), data_json=b"{}")
    auditor = Auditor()
    auditor.take(log_of(has(5, 10), broken, by_hand(7, 900)))
    assert auditor.balances == {"wallet:0": -17, "wallet:5": 17}
    assert [one.position for one in auditor.findings] == [3, 4]


def test_a_finding_names_the_event() -> None:
    auditor = Auditor()
    auditor.take(log_of(by_hand(10, 900)))
    assert auditor.findings[0].as_object() == {
        "position": 1,
        "event": "00000000-0000-0000-0000-000000000001",
        "what": "moves wallet:5, which was never opened",
    }


def test_it_counts_everything_and_keeps_a_bounded_number_of_findings() -> None:
    auditor = Auditor()
    times = FINDINGS_LIMIT + 5
    auditor.take(log_of([by_hand(1, 900 + one) for one in range(times)], reading("co2", 1.0, 0)))
    assert (auditor.events, auditor.movements) == (times + 1, times)
    assert (auditor.failures, len(auditor.findings)) == (times, FINDINGS_LIMIT)
    assert auditor.total == 0


def test_nothing_happened_yet() -> None:
    auditor = Auditor()
    auditor.take([])
    assert (auditor.balances, auditor.total, auditor.findings) == ({}, 0, [])


def test_other_events_are_none_of_its_business() -> None:
    assert found(opened(5), reading("temperature", 20.0, 0)) == []
