"""Secrets as they are kept: told from others, and never told."""

import pytest

from services.accounts.hashing import PASSWORDS, TOKENS, TokenText, hashed, new_cookie, verified


async def test_a_secret_is_known_again_and_others_are_not() -> None:
    kept = await hashed(TOKENS, "secret")
    assert "secret" not in kept
    assert await verified(TOKENS, kept, "secret")
    assert not await verified(TOKENS, kept, "Secret")
    assert await hashed(TOKENS, "secret") != kept


async def test_where_nothing_is_kept_nothing_fits() -> None:
    assert not await verified(TOKENS, None, "")
    assert not await verified(TOKENS, "no hash at all", "secret")


def test_passwords_cost_what_is_recommended() -> None:
    assert (PASSWORDS.time_cost, PASSWORDS.memory_cost, PASSWORDS.type.name) == (3, 65_536, "ID")


def test_a_token_is_read_as_it_was_written() -> None:
    for _ in range(100):
        token = TokenText.new()
        assert TokenText.parse(str(token)) == token


@pytest.mark.parametrize("text", ["", "soms", "soms_", "soms_id", "soms_id_", "other_id_secret"])
def test_what_is_no_token_is_none(text: str) -> None:
    assert TokenText.parse(text) is None


def test_cookies_are_long_and_random() -> None:
    assert len({new_cookie() for _ in range(100)}) == 100
    assert len(new_cookie()) >= 43
