"""API tokens: made for programs and kiosks, shown once, revoked by their owner or an operator."""

from dataclasses import dataclass
from datetime import datetime

from services.accounts.accounts import Accounts
from services.accounts.credentials import Credentials, Token
from services.accounts.hashing import TOKENS, TokenText, hashed


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token, and its text, which nobody will see again."""

    token: Token
    text: str

    def __repr__(self) -> str:
        return f"NewToken({self.token.id!r}, …)"


async def make_token(
    credentials: Credentials, person: int, label: str, expires_at: datetime | None = None
) -> NewToken:
    text = TokenText.new()
    kept = await hashed(TOKENS, text.secret)
    token = await credentials.keep_token(text.id, person, label, kept, expires_at)
    return NewToken(token, str(text))


async def revoke_token(accounts: Accounts, token_id: str) -> None:
    """Good for nothing at once here, and elsewhere within seconds."""
    await accounts.credentials.drop_token(token_id)
    accounts.forget_tokens()
