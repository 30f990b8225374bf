"""Signed heads: the published formats, and nothing that is not exactly what was signed."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from events.errors import InvalidProof
from events.transparency.checkpoint import SigningKey, TreeHead, VerifierKey

# From the documentation of Go's golang.org/x/mod/sumdb/note, whose format C2SP adopted.
GO_SIGNER = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"

HEAD = TreeHead("soms/office", 42, bytes(range(32)))


def test_keys_have_the_form_of_gos_note_package() -> None:
    key = SigningKey.parse(GO_SIGNER)
    assert str(key.verifier) == GO_VERIFIER
    assert key.encoded() == GO_SIGNER
    assert VerifierKey.parse(GO_VERIFIER) == key.verifier


def test_a_signed_head_verifies_with_the_public_key_alone() -> None:
    key = SigningKey.generate("soms/office")
    assert VerifierKey.parse(str(key.verifier)).verify(key.sign(HEAD)) == HEAD


def test_the_signature_is_plain_ed25519_over_the_note_text() -> None:
    key = SigningKey.generate("soms/office")
    text, _, line = key.sign(HEAD).partition("\n\n")
    signature = base64.b64decode(line.split(" ")[-1])[4:]
    public = Ed25519PublicKey.from_public_bytes(key.verifier.public)
    public.verify(signature, f"{text}\n".encode())


@pytest.mark.parametrize(
    ("old", "new"), [("42", "43"), ("soms/office", "soms/farm"), ("AAEC", "AAED")]
)
def test_a_changed_note_does_not_verify(old: str, new: str) -> None:
    key = SigningKey.generate("soms/office")
    note = key.sign(HEAD)
    assert old in note
    with pytest.raises(InvalidProof):
        key.verifier.verify(note.replace(old, new, 1))


def test_another_key_of_the_same_name_did_not_sign() -> None:
    note = SigningKey.generate("soms/office").sign(HEAD)
    with pytest.raises(InvalidProof, match="no signature"):
        SigningKey.generate("soms/office").verifier.verify(note)


def test_a_key_never_shows_in_its_repr() -> None:
    key = SigningKey.generate("soms/office")
    assert key.seed.hex() not in repr(key)
    assert repr(key.seed) not in repr(key)


@pytest.mark.parametrize(
    "text", ["", "PRIVATE+KEY+", "PRIVATE+KEY+a+b", GO_VERIFIER, GO_SIGNER.replace("AYEK", "BYEK")]
)
def test_what_is_no_signing_key_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(InvalidProof) as refused:
        SigningKey.parse(text)
    assert not text or text not in str(refused.value)


def test_a_note_says_which_keys_signed_it() -> None:
    key, other = SigningKey.generate("soms/office"), SigningKey.generate("soms/office")
    assert key.verifier.signed(key.sign(HEAD))
    assert not other.verifier.signed(key.sign(HEAD))
