"""How one of our services says to another that it is one, and how the other knows."""

from hmac import compare_digest

from pydantic import SecretStr

from services.settings import Settings


def service_headers(settings: Settings) -> dict[str, str]:
    """For every request; none where no token was set, as at a desk where all is open."""
    token = settings.service_token
    return {} if token is None else {"Authorization": f"Bearer {token.get_secret_value()}"}


def is_of_a_service(authorization: str, own: SecretStr | None) -> bool:
    """Whether a request's header shows our own token; where there is none, nothing does."""
    scheme, _, token = authorization.partition(" ")
    if own is None or scheme.lower() != "bearer":
        return False
    return compare_digest(token.strip().encode(), own.get_secret_value().encode())
