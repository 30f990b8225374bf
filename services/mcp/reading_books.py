"""Tools for whoever checks the books: a balance, and proofs that an event stands in the log."""

from pathlib import Path
from typing import Annotated, Any, ClassVar

import orjson
from pydantic import Field

from events.credits import wallet
from events.errors import InvalidProof
from events.transparency.claims import Keys
from events.transparency.proof_file import ProofFile
from handlers.credits.arguments import NUMBER_LIMIT
from projections.accounts import Accounts
from services.accounts import Caller
from services.audit.proving import prove
from services.mcp.answers import LARGEST, Answer
from services.mcp.faults import Fault
from services.mcp.office import Office
from services.mcp.reading_log import Named
from services.mcp.tool import Asked, ReadTool
from services.publisher.signing import VERIFIER_FILE

_ACCOUNTS = Accounts()


class WalletBalance(Asked):
    """What somebody has, in milli-credits: oneself; anybody as auditor, operator or service."""

    name: ClassVar[str] = "wallet_balance"

    user_id: Annotated[int, Field(ge=0, le=NUMBER_LIMIT)]


class ProveEvent(Asked):
    """A proof file that an event stands in the log; anybody with the public key can check it."""

    name: ClassVar[str] = "prove"

    event: Named
    """Its id, or its position."""


class VerifyProof(Asked):
    """Whether a proof file holds: the event, the path to the root, and the signed head over it."""

    name: ClassVar[str] = "verify_proof"

    proof: Annotated[str, Field(min_length=2, max_length=LARGEST)]
    """The content of the file, as `prove` or `soms audit prove` wrote it."""


async def wallet_balance(office: Office, caller: Caller, asked: WalletBalance) -> Answer:
    caller.require_self_or(asked.user_id, "auditor", "service")
    account = wallet(asked.user_id)
    found = await office.reader.rows(_ACCOUNTS, account)
    row = found.rows.get(account)
    if row is None:
        raise Fault(f"user_id: no wallet of user {asked.user_id}")
    body = {"user_id": asked.user_id, "balance_milli": row.balance_milli}
    return Answer(body | {"updated_at": row.updated_at.isoformat()}, found.position)


async def prove_event(office: Office, _: Caller, asked: ProveEvent) -> Answer:
    proof = await prove(office.log, await office.event(asked.event))
    text = proof.as_json()
    if len(text) > LARGEST:
        raise Fault("event: its proof is too large for an answer; use `soms audit prove`")
    return Answer({"proof": text.decode()}, proof.event.position)


async def verify_proof(office: Office, _: Caller, asked: VerifyProof) -> Answer:
    keys, head = _keys(office.data), await office.head()
    try:
        proof = ProofFile.parse(asked.proof.encode())
        signed = proof.check(keys)
    except InvalidProof as error:
        return Answer({"ok": False, "reason": error.reason}, head)
    return Answer({"ok": True, "log": signed.origin, "size": signed.size, **_of(proof)}, head)


def _of(proof: ProofFile) -> dict[str, Any]:
    event = proof.event
    return {
        "event": str(event.id),
        "event_position": event.position,
        "type": event.type,
        "subject": event.subject,
        "data": orjson.loads(event.data_json),
    }


def _keys(data: Path) -> Keys:
    try:
        return Keys.parse((data / VERIFIER_FILE).read_text())
    except OSError:
        raise Fault(
            "proof: no verifier key is at hand here; use `soms audit check-proof`"
        ) from None


BOOK_TOOLS = (
    ReadTool(WalletBalance, wallet_balance),
    ReadTool(ProveEvent, prove_event),
    ReadTool(VerifyProof, verify_proof),
)
