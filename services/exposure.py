"""What may not be reached from other machines: default passwords, and doors without a lock."""

from services.setting_types import database_parts, is_loopback

DEFAULT_PASSWORDS = frozenset({"", "soms", "password", "changeme", "admin", "soms_dev_mqtt"})


def require_own_password(variable: str, password: str, place: str) -> None:
    """Raises `ValueError`, naming the variable, for a password that everybody knows."""
    if password in DEFAULT_PASSWORDS:
        raise ValueError(f"{variable}: {place} needs a password of its own, not a default")


def require_own_database_password(url: str) -> None:
    """As above, for a database elsewhere; one without a password knows us by other means."""
    parts = database_parts(url)
    elsewhere = [host for host in _hosts(parts) if not _local(host)]
    if elsewhere and parts.get("password"):
        require_own_password("DATABASE_URL", parts["password"], f"a database on {elsewhere[0]}")


def _hosts(parts: dict[str, str]) -> list[str]:
    return (parts.get("hostaddr") or parts.get("host", "")).split(",")


def _local(host: str) -> bool:
    """Whether it is this machine: a socket in a folder, or loopback."""
    return not host or host.startswith(("/", "@")) or is_loopback(host)
