"""What auditors get over HTTP: heads, proofs, and what the last verification found."""

from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from events.transparency.checkpoint import SigningKey
from events.transparency.claims import Keys
from events.transparency.postgres import PostgresHeads
from events.transparency.proof_file import ProofFile
from services.publisher.signing import sign
from services.settings import read_settings
from services.wallet.auditing import Auditing
from tests.integration.projector.test_projector import Hub
from tests.integration.wallet.test_wallet import funded


async def test_nothing_is_claimed_before_it_was_verified(wallet: httpx.AsyncClient) -> None:
    assert (await wallet.get("/audit")).json() == {"ok": None, "verified_at": None}
    assert (await wallet.get("/audit/head")).status_code == 404


async def test_a_verification_says_whether_the_books_hold(
    wallet: httpx.AsyncClient, office: Hub, hub: str, tmp_path: Path
) -> None:
    await funded(wallet, 5, 10_000, task=900)
    auditing = Auditing(read_settings(hub=hub, database_url=office.dsn, data=tmp_path))
    await auditing.verify()
    assert auditing.result is not None
    assert (auditing.result["ok"], auditing.result["sum"]) == (True, 0)
    assert auditing.result["accounts"] == 2


async def test_a_transaction_is_proved_by_a_file(
    wallet: httpx.AsyncClient, office: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(PostgresHeads, "all")  # there are many after a year
    paid = (await funded(wallet, 5, 10_000, task=900))["transaction_id"]
    assert (await wallet.get(f"/audit/proof/{paid}")).status_code == 404
    key = SigningKey.generate("soms/office")
    signed = sign(await office.log.head(), key, datetime.now(UTC))
    await PostgresHeads(office.log).keep(signed.stored())
    proof = ProofFile.parse((await wallet.get(f"/audit/proof/{paid}")).content)
    assert str(proof.event.id) == paid
    head = proof.check(Keys([key.verifier]))
    told = (await wallet.get("/audit/head")).json()
    assert (told["position"], told["root"]) == (head.size, head.root.hex())
    assert (await wallet.get(f"/audit/proof/{'0' * 32}")).status_code == 404
