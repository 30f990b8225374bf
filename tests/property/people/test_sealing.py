"""Sealing: what goes in comes out with the key, and with nothing else."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.people import Sealed
from services.people.sealing import CannotOpen, new_key, seal, unseal

KEY, OTHER_KEY = new_key(), new_key()
names = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(names)
def test_what_is_sealed_is_opened_with_its_key(name: str) -> None:
    assert unseal(seal(name, "k", KEY, "username"), KEY, "username") == name


@given(names)
def test_no_two_seals_are_alike(name: str) -> None:
    assert seal(name, "k", KEY, "username") != seal(name, "k", KEY, "username")


@given(names)
def test_nothing_else_opens_it(name: str) -> None:
    sealed = seal(name, "k", KEY, "username")
    with pytest.raises(CannotOpen):
        unseal(sealed, OTHER_KEY, "username")
    with pytest.raises(CannotOpen):
        unseal(sealed, KEY, "display_name")
    with pytest.raises(CannotOpen):
        unseal(sealed.model_copy(update={"key_id": "other"}), KEY, "username")


@given(names, st.integers(min_value=0), st.integers(0, 7))
def test_a_changed_bit_is_noticed(name: str, place: int, bit: int) -> None:
    body = bytearray(base64.b64decode(seal(name, "k", KEY, "username").ciphertext))
    body[place % len(body)] ^= 1 << bit
    with pytest.raises(CannotOpen):
        unseal(Sealed(key_id="k", ciphertext=base64.b64encode(body).decode()), KEY, "username")


@given(st.text(max_size=60))
def test_what_is_no_seal_is_no_name(text: str) -> None:
    with pytest.raises(CannotOpen):
        unseal(Sealed(key_id="k", ciphertext=text), KEY, "username")


@given(st.text("abc", max_size=63), st.text("abc", max_size=63))
def test_the_length_of_a_name_is_sealed_too(one: str, other: str) -> None:
    lengths = {len(seal(name, "k", KEY, "username").ciphertext) for name in (one, other)}
    assert len(lengths) == 1
