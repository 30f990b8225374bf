"""How one of our services says to another that it is one."""

from services.settings import Settings


def service_headers(settings: Settings) -> dict[str, str]:
    """For every request; none where no token was set, as at a desk where all is open."""
    token = settings.service_token
    return {} if token is None else {"Authorization": f"Bearer {token.get_secret_value()}"}
