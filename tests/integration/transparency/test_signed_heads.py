"""A head that was signed, kept here or elsewhere, convicts whoever mends all that is stored."""

import pytest

from events.eventlog import PostgresEventLog
from events.eventlog.prepared import leaf_of
from events.eventlog.protocol import Head
from events.merkle import Frontier
from events.transparency.checkpoint import SigningKey
from events.transparency.claims import Keys, read_head
from events.transparency.postgres import PostgresHeads
from events.transparency.verifier import verify_log
from services.publisher.heads import _recorded
from services.publisher.signing import SignedHead, sign
from tests.integration.transparency.logs import MORNING, readings, tamper

KEY = SigningKey.generate("soms/office")
KEYS = Keys([KEY.verifier])
SOME_KEYS = Keys([KEY.verifier], complete=False)


async def signed(log: PostgresEventLog, key: SigningKey = KEY) -> SignedHead:
    """As the publisher signs: kept beside the log, and told in it."""
    head = sign(await log.head(), key, MORNING)
    await PostgresHeads(log).keep(head.stored())
    await log.append([_recorded(head)])
    return head


async def forge(log: PostgresEventLog, position: int) -> None:
    """Change an event and mend all that is stored about it, notes excepted."""
    changed = "data = replace(data::text, '\"value\":', '\"value\":9')::json"
    await tamper(log, f"UPDATE events SET {changed} WHERE position = {position}")
    leaves = [leaf_of(event) async for page in log.pages() for event in page.events]
    prefix = int.from_bytes(leaves[position - 1][:8], signed=True)
    await tamper(log, f"UPDATE events SET leaf_prefix = {prefix} WHERE position = {position}")
    frontier = Frontier().extend(leaves)
    await tamper(log, f"UPDATE head SET frontier = '\\x{frontier.to_bytes().hex()}'")
    for head in await PostgresHeads(log).all():
        root = Frontier().extend(leaves[: head.position]).root()
        where = f"WHERE position = {head.position}"
        await tamper(log, f"UPDATE signed_heads SET root = '\\x{root.hex()}' {where}")


async def test_a_signed_log_verifies_and_its_signatures_are_counted(log: PostgresEventLog) -> None:
    for _ in range(3):
        await log.append(readings(5))
        await signed(log)
    result = await verify_log(log, keys=KEYS)
    assert (result.ok, result.signed_heads, result.signatures_checked) == (True, 3, 6)


async def test_a_head_that_is_signed_while_the_log_is_verified_is_not_missed(
    log: PostgresEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    await log.append(readings(5))
    read_head_of = PostgresEventLog.head

    async def overtaken(self: PostgresEventLog) -> Head:
        found = await read_head_of(self)
        monkeypatch.setattr(PostgresEventLog, "head", read_head_of)
        await log.append(readings(5))
        await signed(log)
        return found

    monkeypatch.setattr(PostgresEventLog, "head", overtaken)
    result = await verify_log(log, keys=KEYS)
    assert (result.failures, result.events) == ([], 5)


async def test_a_forger_who_mends_all_but_the_note_is_caught_by_its_signature(
    log: PostgresEventLog,
) -> None:
    await log.append(readings(20))
    await PostgresHeads(log).keep(sign(await log.head(), KEY, MORNING).stored())
    await forge(log, 7)
    assert (await verify_log(log)).ok, "nothing is left but the signature"
    result = await verify_log(log, keys=KEYS)
    assert {failure.position for failure in result.failures} == {20}
    assert "note" in result.failures[0].reason


async def test_a_head_that_is_told_in_the_log_is_compared_without_any_key(
    log: PostgresEventLog,
) -> None:
    await log.append(readings(20))
    await signed(log)
    await log.append(readings(20))
    await signed(log)
    await tamper(log, "DELETE FROM signed_heads")
    await forge(log, 30)
    result = await verify_log(log)
    assert [failure.position for failure in result.failures] == [41]
    assert "positions 21 to 41" in result.failures[0].reason


async def test_a_head_signed_with_another_key_is_not_taken(log: PostgresEventLog) -> None:
    await log.append(readings(3))
    await signed(log, SigningKey.generate("soms/office"))
    reasons = [failure.reason for failure in (await verify_log(log, keys=KEYS)).failures]
    assert len(reasons) == 2
    assert all("none of those given" in reason for reason in reasons)


async def test_heads_of_an_earlier_key_are_counted_where_the_keys_may_not_be_all(
    log: PostgresEventLog,
) -> None:
    await log.append(readings(3))
    await signed(log, SigningKey.generate("soms/office"))
    await signed(log)
    result = await verify_log(log, keys=SOME_KEYS)
    assert result.failures == []
    assert (result.signed_heads, result.signatures_checked, result.heads_unchecked) == (2, 2, 1)


async def test_the_root_of_a_head_of_an_earlier_key_is_compared_all_the_same(
    log: PostgresEventLog,
) -> None:
    await log.append(readings(3))
    await signed(log, SigningKey.generate("soms/office"))
    await forge(log, 2)
    failures = (await verify_log(log, keys=SOME_KEYS)).failures
    assert [(one.position, "positions 1 to 3" in one.reason) for one in failures] == [(3, True)]


async def test_a_wrong_signature_of_a_known_key_fails_though_others_may_be_missing(
    log: PostgresEventLog,
) -> None:
    await log.append(readings(20))
    await PostgresHeads(log).keep(sign(await log.head(), KEY, MORNING).stored())
    await forge(log, 7)
    assert {one.position for one in (await verify_log(log, keys=SOME_KEYS)).failures} == {20}


@pytest.mark.parametrize("form", ["note", "json"])
async def test_a_head_from_elsewhere_of_an_earlier_key_is_compared(
    log: PostgresEventLog, form: str
) -> None:
    await log.append(readings(20))
    head = sign(await log.head(), SigningKey.generate("soms/office"), MORNING)
    kept = read_head(head.note if form == "note" else head.to_json().decode())
    result = await verify_log(log, keys=SOME_KEYS, outside=[kept])
    assert (result.failures, result.heads_unchecked) == ([], 1)
    await forge(log, 7)
    failures = (await verify_log(log, keys=SOME_KEYS, outside=[kept])).failures
    assert [(one.position, "given" in one.reason) for one in failures] == [(20, True)]


async def test_a_changed_signature_in_the_log_is_found(log: PostgresEventLog) -> None:
    await log.append(readings(3))
    head = await signed(log)
    other = sign(await log.head(), KEY, MORNING)
    await tamper(
        log,
        f"UPDATE events SET data = replace(data::text, '{head.signature}', '{other.signature}')"
        "::json WHERE position = 4",
    )
    failures = (await verify_log(log, keys=KEYS)).failures
    assert [(one.position, "signature" in one.reason) for one in failures][:1] == [(4, True)]


@pytest.mark.parametrize("form", ["note", "json"])
async def test_a_head_that_somebody_kept_elsewhere_convicts_whoever_rewrote_everything(
    log: PostgresEventLog, form: str
) -> None:
    await log.append(readings(20))
    head = sign(await log.head(), KEY, MORNING)
    kept = read_head(head.note if form == "note" else head.to_json().decode())
    assert (await verify_log(log, keys=KEYS, outside=[kept])).ok
    await forge(log, 7)
    assert (await verify_log(log, keys=KEYS)).ok
    failures = (await verify_log(log, keys=KEYS, outside=[kept])).failures
    assert [(one.position, "given" in one.reason) for one in failures] == [(20, True)]


async def test_a_head_from_elsewhere_is_worth_its_signature(log: PostgresEventLog) -> None:
    await log.append(readings(20))
    forged = sign(await log.head(), SigningKey.generate("soms/office"), MORNING)
    for text in (forged.note, forged.to_json().decode()):
        result = await verify_log(log, keys=KEYS, outside=[read_head(text)])
        assert [failure.position for failure in result.failures] == [20]
