"""A proof file: whoever has the key can check one event, and a doctored file does not pass."""

import orjson
import pytest

from events.cloudevents import encode
from events.envelope import Recorded
from events.errors import InvalidProof
from events.eventlog import MemoryEventLog
from events.identity import Position
from events.transparency.checkpoint import SigningKey, TreeHead, origin_of
from events.transparency.claims import Keys
from events.transparency.proof_file import ProofFile
from events.transparency.proving import prove_inclusion
from events.transparency.tiles import MemoryTiles
from tests.integration.eventlog.examples import transfer

KEY = SigningKey.generate("soms-office")
KEYS = Keys([KEY.verifier])
SIZE = 300


async def proof_of(position: int, size: int = SIZE, signer: SigningKey = KEY) -> ProofFile:
    log = MemoryEventLog()
    await log.append([transfer(1, payee) for payee in range(2, SIZE + 2)])
    (event,) = [one for one in log.after(Position(0)) if one.position == position]
    path = await prove_inclusion(log, MemoryTiles(), position - 1, size)
    root = (await log.head()).root
    return ProofFile(event, path, signer.sign(TreeHead(origin_of("office"), size, root)))


def changed(proof: ProofFile, **members: object) -> ProofFile:
    content = orjson.loads(proof.as_json())
    return ProofFile.parse(orjson.dumps({**content, **members}))


@pytest.mark.parametrize("position", [1, 2, 150, 256, SIZE])
async def test_any_event_is_proved_by_its_file_and_the_key_alone(position: int) -> None:
    proof = ProofFile.parse((await proof_of(position)).as_json())
    assert proof.check(KEYS).size == SIZE
    assert isinstance(proof.event, Recorded)


async def test_one_changed_amount_is_found() -> None:
    proof = await proof_of(7)
    doctored = encode(proof.event).decode().replace('"amount_milli":5', '"amount_milli":6')
    with pytest.raises(InvalidProof, match="another root"):
        changed(proof, event=doctored).check(KEYS)


async def test_an_event_at_another_place_is_found() -> None:
    proof = await proof_of(7)
    moved = encode(proof.event).decode().replace('"position":7', '"position":8')
    with pytest.raises(InvalidProof):
        changed(proof, event=moved).check(KEYS)


async def test_a_head_that_somebody_else_signed_proves_nothing() -> None:
    forged = await proof_of(7, signer=SigningKey.generate("soms-office"))
    with pytest.raises(InvalidProof, match="key"):
        forged.check(KEYS)


async def test_a_head_that_was_changed_after_it_was_signed_is_found() -> None:
    proof = await proof_of(7)
    other = proof.checkpoint.replace(f"\n{SIZE}\n", f"\n{SIZE - 1}\n")
    with pytest.raises(InvalidProof, match="signature"):
        changed(proof, checkpoint=other).check(KEYS)


@pytest.mark.parametrize(
    "text",
    [
        b"", b"[]", b"{}", b'{"format":"soms-proof/1"}',
        b'{"format":"soms-proof/1","event":"x","path":[],"checkpoint":""}',
        b'{"format":"soms-proof/2","event":"{}","path":[],"checkpoint":""}',
    ],
)  # fmt: skip
def test_what_is_no_proof_file_is_said_to_be_none(text: bytes) -> None:
    with pytest.raises(InvalidProof):
        ProofFile.parse(text)


async def test_a_path_of_anything_but_hashes_is_refused() -> None:
    proof = await proof_of(7)
    for path in (["x"], [1], "abc", ["AAAA"], ["A" * 43 + "="] * 65):
        with pytest.raises(InvalidProof, match="path"):
            changed(proof, path=path)
