"""`soms audit verify`: whatever does not hold is named, and so is what was never paid."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import LiteralString

import psycopg
import pytest

from events.envelope import Event, Recorded
from events.eventlog import Checkpoint, PostgresEventLog
from events.identity import Position, Subject, new_id
from events.tasks import Accepted, Completed, Created
from tests.bookkeeping import movements
from tests.command import Said, soms
from tests.integration.soms.history import balances


def tamper(url: str, hub: str, position: int, change: str) -> None:
    """As the owner, who can switch the triggers off."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"SET search_path TO hub_{hub}")
        connection.execute("SET session_replication_role = replica")
        connection.execute(f"UPDATE events SET data = {change} WHERE position = {position}")


def verified() -> Said:
    return soms("audit", "verify", "--key", "signing.pub", "--json")


def test_sound_books_are_verified(books: Sequence[Recorded]) -> None:
    said = verified()
    assert said.status == 0, said.out
    assert said.json["ok"] is True
    assert said.json["events"] == len(books)
    assert said.json["movements"] == len(movements(books))
    assert (said.json["sum"], said.json["owed"], said.json["failures"]) == (0, 0, [])
    assert len(said.json["root"]) == 64
    assert said.json["accounts"] >= len(set(balances()) - {"wallet:0"})


def test_one_changed_digit_of_one_amount_is_named(
    books: Sequence[Recorded], postgres_url: str, hub: str
) -> None:
    victim = movements(books)[3]
    tamper(postgres_url, hub, victim.position, "replace(data::text, '10050', '10051')::json")
    said = verified()
    assert (said.status, said.json["ok"], said.json["sum"]) == (1, False, 0)
    events = {failure.get("event") for failure in said.json["failures"]}
    assert str(victim.id) in events
    damage = [one for one in said.json["failures"] if "event" not in one]
    assert victim.position in [one["position"] for one in damage]


def test_a_balance_that_is_shown_wrong_is_named(
    books: Sequence[Recorded], postgres_url: str, hub: str
) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"SET search_path TO hub_{hub}")
        connection.execute(
            "UPDATE view_rows SET row = replace(row::text, '\"balance_milli\":', "
            "'\"balance_milli\":1')::json WHERE key = 'wallet:5'"
        )
    said = verified()
    assert said.status == 1
    assert "wallet:5 is shown with" in said.json["failures"][0]["what"]


def change_view(url: str, hub: str, change: LiteralString) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"SET search_path TO hub_{hub}")
        connection.execute(f"UPDATE views SET {change} WHERE name = 'accounts'")


def test_it_is_said_as_of_where_balances_were_compared(
    books: Sequence[Recorded], postgres_url: str, hub: str
) -> None:
    assert verified().json["balances_compared_at"] == len(books)
    assert soms("user", "add", "alice").status == 0  # the view does not know yet
    said = verified()
    assert (said.json["balances_compared_at"], said.json["events"]) == (len(books), len(books) + 1)
    change_view(postgres_url, hub, "status = 'building'")
    said = verified()
    assert (said.status, said.json["balances_compared_at"]) == (0, None)


def test_accounts_that_are_ahead_of_the_log_are_a_failure(
    books: Sequence[Recorded], postgres_url: str, hub: str
) -> None:
    change_view(postgres_url, hub, "position = position + 5")
    said = verified()
    assert (said.status, said.json["balances_compared_at"]) == (1, None)
    end = len(books)
    what = f"the accounts are shown as of {end + 5}, the log ends at {end}"
    assert said.json["failures"] == [{"position": end, "event": None, "what": what}]


UNPAID = 77


async def add_unpaid_task(url: str, hub: str, decided: int | None) -> Position:
    """A task that was taken and done and never paid; whoever pays has decided so far."""
    log = await PostgresEventLog.connect(url, hub)
    subject, time = Subject.of("task", UNPAID), datetime(2026, 3, 9, tzinfo=UTC)
    made = Created(task=UNPAID, title="water", bounty_milli=2_000, bounty_xp=0, urgency=2)
    steps = (made, Accepted(task=UNPAID, person=5), Completed(task=UNPAID, person=5))
    await log.append([Event(new_id(), data, "/test", subject, time) for data in steps])
    head = (await log.head()).position
    if decided is not None:
        reached = Position(head + decided)
        await log.store_checkpoint(Checkpoint("reactor/task_payments", reached))
    await log.close()
    return head


@pytest.mark.parametrize(
    ("decided", "owed", "failures"), [(None, 2, 0), (-2, 2, 0), (-1, 1, 1), (0, 0, 2)]
)
def test_a_payment_that_never_happened_is_a_failure_once_whoever_pays_has_passed_it_by(
    books: Sequence[Recorded],
    postgres_url: str,
    hub: str,
    decided: int | None,
    owed: int,
    failures: int,
) -> None:
    head = asyncio.run(add_unpaid_task(postgres_url, hub, decided))
    said = verified()
    assert (said.json["owed"], len(said.json["failures"])) == (owed, failures)
    assert (said.status, said.json["ok"]) == ((1, False) if failures else (0, True))
    told = [
        (head - 1, f"2000 were promised for task {UNPAID}, and not reserved"),
        (head, f"2000 for task {UNPAID} were not paid to wallet:5"),
    ]
    assert [(one["position"], one["what"]) for one in said.json["failures"]] == told[:failures]
    plain = soms("audit", "verify", "--key", "signing.pub").out.splitlines()
    assert ["owed", str(owed)] in [line.split() for line in plain]


def test_who_is_erased_leaves_sound_books(books: Sequence[Recorded]) -> None:
    assert soms("user", "add", "alice").status == 0
    assert soms("user", "erase", "alice", "--yes").status == 0
    said = verified()
    assert (said.status, said.json["ok"], said.json["events"]) == (0, True, len(books) + 2)
