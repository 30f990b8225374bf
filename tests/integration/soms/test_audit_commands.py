"""`soms audit` as it is called: the books told, proved and exported."""

import csv
import json
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest

from events.envelope import Recorded
from events.transparency.checkpoint import SigningKey
from services.audit import beancount, hledger
from tests.bookkeeping import movements
from tests.command import soms
from tests.integration.soms.history import balances, history


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
