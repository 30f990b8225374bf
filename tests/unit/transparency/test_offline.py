"""An exported file is verified with nothing but itself, a key, and a head that somebody kept."""

from io import BytesIO

import orjson
import pytest

from events.eventlog import MemoryEventLog
from events.eventlog.portable import export
from events.transparency.checkpoint import SigningKey
from events.transparency.claims import Keys, read_head
from events.transparency.offline import verify_file
from services.publisher.heads import _recorded
from services.publisher.signing import sign
from tests.unit.transparency.logs import MORNING, expiries

KEY = SigningKey.generate("soms/office")
KEYS = Keys([KEY.verifier])


async def exported(*, changed: int = 0) -> bytes:
    """Forty events and a head signed at 20, the one at `changed` another; all of it sealed."""
    honest = expiries(40)
    log = MemoryEventLog("office", now=lambda: MORNING)
    await log.append(honest[:20])
    head = sign(await log.head(), KEY, MORNING)
    if changed:
        log = MemoryEventLog("office", now=lambda: MORNING)
        honest[changed - 1] = expiries(1, first=99)[0]
        await log.append(honest[:20])
    await log.append([_recorded(head), *honest[20:]])
    return b"".join([line async for line in export(log)])


async def test_a_whole_file_verifies_and_says_what_its_trailer_says() -> None:
    file = await exported()
    result = verify_file(BytesIO(file), keys=KEYS)
    trailer = orjson.loads(file.splitlines()[-1])
    assert (result.ok, result.events, result.root.hex()) == (True, 41, trailer["root"])
    assert (result.signed_heads, result.signatures_checked) == (1, 1)


async def test_a_changed_line_is_no_longer_what_the_trailer_seals() -> None:
    result = verify_file(BytesIO((await exported()).replace(b'"task":7}', b'"task":8}')))
    assert not result.ok
    assert any("root is" in failure.reason for failure in result.failures)


async def test_a_line_that_cannot_be_read_is_named_by_its_position() -> None:
    result = verify_file(BytesIO((await exported()).replace(b'"task":7}', b'"task":7')))
    assert [failure.position for failure in result.failures] == [7]
    assert "line 8" in result.failures[0].reason


async def test_a_file_that_was_changed_and_sealed_anew_is_caught_by_the_head_told_in_it() -> None:
    result = verify_file(BytesIO(await exported(changed=7)), keys=KEYS)
    assert [failure.position for failure in result.failures] == [20]
    assert "positions 1 to 20" in result.failures[0].reason


async def test_a_change_after_the_last_told_head_is_caught_by_a_head_kept_elsewhere() -> None:
    log = MemoryEventLog("office", now=lambda: MORNING)
    await log.append(expiries(41))
    kept = read_head(sign(await log.head(), KEY, MORNING).note)
    file = BytesIO(await exported(changed=30))
    assert verify_file(file, keys=KEYS).ok
    failures = verify_file(file, keys=KEYS, outside=[kept]).failures
    assert [failure.position for failure in failures] == [41]


async def test_a_file_cut_short_does_not_reach_a_head_kept_elsewhere() -> None:
    log = MemoryEventLog("office", now=lambda: MORNING)
    await log.append(expiries(50))
    kept = read_head(sign(await log.head(), KEY, MORNING).note)
    result = verify_file(BytesIO(await exported()), keys=KEYS, outside=[kept])
    assert [failure.position for failure in result.failures] == [50]


@pytest.mark.parametrize("file", [b"", b"{}\n", b"not even JSON"])
async def test_what_is_no_export_does_not_verify(file: bytes) -> None:
    assert not verify_file(BytesIO(file)).ok
