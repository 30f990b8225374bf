"""Claims: how a person who did a task without signing in is paid, by a token from the screen."""

from services.claims.issued import IssuedClaim, issued_claim
from services.claims.keys import claim_key
from services.claims.tokens import digest_of, token_of

__all__ = ["IssuedClaim", "claim_key", "digest_of", "issued_claim", "token_of"]
