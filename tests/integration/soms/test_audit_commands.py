"""`soms audit` as it is called: the books verified, told, proved and exported."""

import asyncio
import csv
import json
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest

from events.envelope import Event, Recorded
from events.eventlog import Checkpoint, PostgresEventLog, migrate
from events.identity import Position, Subject, new_id
from events.tasks import Accepted, Completed, Created
from events.transparency.checkpoint import SigningKey
from events.transparency.postgres import PostgresHeads
from projections.accounts import Accounts
from projections.projection import State
from projections.runtime import fold
from services.audit import beancount, hledger
from services.projector.projector import Projector
from services.projector.store import ViewStore
from services.publisher.signing import sign
from tests.bookkeeping import movements, story
from tests.command import Said, soms

KEY = SigningKey.generate("soms/office")


@cache
def history() -> Sequence[Recorded]:
    return asyncio.run(story())


@pytest.fixture
def books(postgres_url: str, hub: str, tmp_path: Path) -> Sequence[Recorded]:
    """A hub with a history, its views, one signed head, and the key beside."""
    asyncio.run(_fill(postgres_url, hub, history()))
    (tmp_path / "signing.pub").write_text(f"{KEY.verifier}\n")
    return history()


async def _fill(url: str, hub: str, events: Sequence[Recorded]) -> None:
    await migrate(url, hub)
    log = await PostgresEventLog.connect(url, hub)
    await log.append_verbatim(events)
    head = sign(await log.head(), KEY, datetime(2026, 3, 9, tzinfo=UTC))
    await PostgresHeads(log).keep(head.stored())
    async with ViewStore.opened(url, hub) as store:
        projector = Projector(log, store)
        await projector.load([Accounts()])
        await projector.build_missing()
    await log.close()


def tamper(url: str, hub: str, position: int, change: str) -> None:
    """As the owner, who can switch the triggers off."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"SET search_path TO hub_{hub}")
        connection.execute("SET session_replication_role = replica")
        connection.execute(f"UPDATE events SET data = {change} WHERE position = {position}")


def balances() -> dict[str, int]:
    """What the accounts view shows."""
    state: State[Any] = State()
    fold(Accounts(), state, history())
    return {account: row.balance_milli for account, row in state.rows().items()}


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


def test_a_proof_is_checked_with_the_key_alone(
    books: Sequence[Recorded], monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = movements(books)[3]
    assert soms("audit", "prove", str(payment.id), "--out", "proof").status == 0
    monkeypatch.delenv("DATABASE_URL")
    said = soms("audit", "check-proof", "proof", "--key", "signing.pub", "--json")
    assert (said.status, said.json["ok"]) == (0, True)
    assert (said.json["event"], said.json["position"]) == (str(payment.id), payment.position)


def test_a_doctored_proof_is_none(books: Sequence[Recorded]) -> None:
    payment = movements(books)[3]
    assert soms("audit", "prove", str(payment.position), "--out", "proof").status == 0
    proof = Path("proof").read_text()
    for before, after in (("10050", "10051"), ('"path": [\n    "', '"path": [\n    "AA')):
        assert before in proof
        Path("doctored").write_text(proof.replace(before, after))
        said = soms("audit", "check-proof", "doctored", "--key", "signing.pub", "--json")
        assert (said.status, said.json["ok"]) == (1, False)


def test_a_proof_by_another_key_is_none(books: Sequence[Recorded]) -> None:
    assert soms("audit", "prove", "1", "--out", "proof").status == 0
    Path("other.pub").write_text(f"{SigningKey.generate('soms/office').verifier}\n")
    assert soms("audit", "check-proof", "proof", "--key", "other.pub").status == 1
    assert soms("audit", "check-proof", "proof").status == 2


def test_a_statement_says_what_led_to_each_entry(books: Sequence[Recorded]) -> None:
    said = soms("audit", "wallet", "5", "--json")
    lines = [json.loads(line) for line in said.out.splitlines()]
    assert lines[-1]["balance_after"] == balances()["wallet:5"]
    assert sum(line["amount"] for line in lines) == balances()["wallet:5"]
    first = " ".join(lines[0]["because"])
    assert "10.050 credits went from" in first
    assert "user 5 reported task 1 done" in first
    plain = soms("audit", "wallet", "5")
    assert (plain.status, len(plain.out.splitlines())) == (0, len(lines))


def test_of_a_wallet_that_nothing_happened_to_just_that_is_said(books: Sequence[Recorded]) -> None:
    said = soms("audit", "wallet", "77")
    assert (said.status, said.out) == (0, "nothing has moved to or from wallet 77\n")
    assert soms("audit", "wallet", "77", "--json").out == ""


def test_a_transaction_is_told_back_to_the_wish(books: Sequence[Recorded]) -> None:
    payment = movements(books)[3]
    said = soms("audit", "transaction", str(payment.id))
    words = said.out.splitlines()
    assert (said.status, len(words)) == (0, 5)
    assert "somebody wished for" in words[-1]
    steps = [json.loads(one) for one in soms(
        "audit", "transaction", str(payment.position), "--json"
    ).out.splitlines()]  # fmt: skip
    assert [step["type"] for step in steps] == [
        "credits.transferred", "tasks.completed", "tasks.accepted", "tasks.created",
        "tasks.requested",
    ]  # fmt: skip


def exported(file_format: str) -> str:
    said = soms("audit", "export", "--format", file_format)
    assert said.status == 0, said.err
    return said.out


def test_bean_check_accepts_the_books(books: Sequence[Recorded]) -> None:
    Path("books.beancount").write_text(exported("beancount"))
    checker = str(Path(sys.executable).with_name("bean-check"))
    done = subprocess.run([checker, "books.beancount"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    text = Path("books.beancount").read_text()
    asserted = [line.split() for line in text.splitlines() if " balance " in line]
    assert in_credits({line[2]: Decimal(line[3]) for line in asserted}) == named(
        beancount.account_name
    )
    Path("books.beancount").write_text(text.replace(" 10.050 SOMS", " 10.051 SOMS", 1))
    assert subprocess.run([checker, "books.beancount"], capture_output=True, check=False).returncode


def test_hledger_accepts_the_books(books: Sequence[Recorded]) -> None:
    if shutil.which("hledger") is None:
        pytest.skip("hledger is not installed on this machine")
    Path("books.journal").write_text(exported("hledger"))
    run = ["hledger", "-f", "books.journal"]
    checked = subprocess.run(
        [*run, "check", "--strict"], capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stdout) == (0, ""), checked.stderr
    told = subprocess.run(
        [*run, "balance", "--flat", "--empty", "--no-total", "-O", "csv"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    rows = list(csv.DictReader(StringIO(told.stdout)))
    counted = {row["account"]: Decimal(row["balance"].removesuffix(" SOMS")) for row in rows}
    assert in_credits(counted) == named(hledger.account_name)


def test_tables_and_lines_add_up_to_the_accounts(books: Sequence[Recorded]) -> None:
    rows = csv.DictReader(StringIO(exported("csv")))
    assert added((row["account"], int(row["amount_milli"])) for row in rows) == moved_balances()
    lines = [json.loads(line) for line in exported("ndjson").splitlines()]
    postings = [one for line in lines for one in line["postings"]]
    assert added((one["account"], one["amount_milli"]) for one in postings) == moved_balances()
    assert soms("audit", "export", "--json").out == exported("ndjson")
    assert [line["position"] for line in lines] == [one.position for one in movements(history())]


def moved_balances() -> dict[str, int]:
    return {account: amount for account, amount in balances().items() if amount}


def added(legs: Iterable[tuple[str, int]]) -> dict[str, int]:
    totals: defaultdict[str, int] = defaultdict(int)
    for account, amount in legs:
        totals[account] += amount
    return {account: amount for account, amount in totals.items() if amount}


def named(name: Callable[[str], str]) -> dict[str, int]:
    """The balances that the view shows, by a journal's names."""
    return {name(account): amount for account, amount in moved_balances().items()}


def in_credits(amounts: dict[str, Decimal]) -> dict[str, int]:
    return {account: int(amount * 1_000) for account, amount in amounts.items() if amount}
