"""`soms audit`: are the books what the log says, and can anybody prove it."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from events.errors import InvalidProof
from events.eventlog.postgres import PostgresEventLog
from events.transparency.claims import OutsideHead, read_head
from events.transparency.proof_file import ProofFile
from services.audit.proving import prove
from services.audit.reading import Shown, audited, decided_payments, shown_accounts
from services.projector.reading import ViewReader
from services.soms.audit_exports import export_books
from services.soms.audit_statements import transaction, wallet
from services.soms.events_named import event_named
from services.soms.files import written
from services.soms.location import Location, locate, opened_log
from services.soms.options import DATA_DEFAULT, Data, Hub, Json
from services.soms.output import print_fields, progress, tell
from services.soms.proof_commands import HeadFiles, KeyFiles, keys_given, read_file

app = typer.Typer(no_args_is_help=True, help=__doc__)


@app.command()
def verify(
    key: KeyFiles = None,
    head: HeadFiles = None,
    hub: Hub = None,
    data: Data = DATA_DEFAULT,
    as_json: Json = False,
) -> None:
    """Recompute the tree and the books; exit 1 and name the event if anything does not hold."""
    keys = keys_given(key, data)
    heads = [read_file(file, read_head) for file in head or ()]
    result = asyncio.run(_verify(locate(hub, data), keys, heads))
    print_fields(result, as_json=as_json)
    if not keys:
        tell("soms: signatures were not checked, for want of a verifier key (see --key)")
    raise typer.Exit(0 if result["ok"] else 1)


async def _verify(location: Location, keys: Any, heads: list[OutsideHead]) -> dict[str, Any]:
    async with opened_log(location) as log:
        shown, decided = await _shown(location, log), await decided_payments(log)
        with progress("verifying log and books", (await log.head()).position) as advance:
            audit = await audited(log, shown, decided, advance, keys=keys, heads=heads)
    auditor, sealed = audit.auditor, audit.sealed
    damage = [{"position": one.position, "what": one.reason} for one in sealed.failures]
    findings = [finding.as_object() for finding in auditor.findings]
    return {
        "ok": sealed.ok and not auditor.failures,
        "events": auditor.events,
        "movements": auditor.movements,
        "accounts": len(auditor.balances),
        "sum": auditor.total,
        "owed": len(auditor.owed),
        "balances_compared_at": audit.compared_at,
        "root": sealed.root.hex(),
        "signed_heads": sealed.signed_heads,
        "signatures_checked": sealed.signatures_checked,
        "failures": [*damage, *findings],
    }


async def _shown(location: Location, log: PostgresEventLog) -> Shown | None:
    reader = ViewReader(location.database, location.hub, log)
    try:
        return await shown_accounts(reader)
    finally:
        await reader.close()


@app.command("prove")
def prove_event(
    identity: Annotated[str, typer.Argument(metavar="ID", help="An event's id, or its position.")],
    destination: Annotated[str, typer.Option("--out", help="A file, or - for stdout.")] = "-",
    hub: Hub = None,
    data: Data = DATA_DEFAULT,
    as_json: Annotated[bool, typer.Option("--json", help="A proof is JSON anyway.")] = False,
) -> None:
    """Write a proof of one event that anybody can check with the public key alone."""
    del as_json
    proof = asyncio.run(_prove(locate(hub, data), identity))
    with written(destination) as file:
        file.write(proof.as_json())


async def _prove(location: Location, identity: str) -> ProofFile:
    async with opened_log(location) as log:
        return await prove(log, await event_named(log, identity))


@app.command("check-proof")
def check_proof(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, allow_dash=True)],
    key: KeyFiles = None,
    data: Data = DATA_DEFAULT,
    as_json: Json = False,
) -> None:
    """Check a proof offline: exit 1 if the event is not the one that the signed head covers."""
    keys = keys_given(key, data)
    if not keys:
        raise typer.BadParameter("--key: a verifier key is needed to check a proof")
    try:
        proof = ProofFile.parse(file.read_bytes())
        head = proof.check(keys)
    except InvalidProof as error:
        print_fields({"ok": False, "reason": error.reason}, as_json=as_json)
        raise typer.Exit(1) from None
    event = proof.event
    print_fields(
        {
            "ok": True,
            "position": event.position,
            "event": str(event.id),
            "type": event.type,
            "subject": event.subject,
            "time": event.time.isoformat(),
            "data": event.data_json.decode(),
            "log": head.origin,
            "size": head.size,
            "root": head.root.hex(),
        },
        as_json=as_json,
    )


app.command()(wallet)
app.command()(transaction)
app.command("export")(export_books)
