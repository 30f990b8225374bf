"""Where the parts of one `soms up` listen: the usual ports, all moved by one offset."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from infra.embedded.broker import V5_OFFSET
from services.setting_types import database_parts
from services.settings import InvalidSettings

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Ports of the services on loopback."""

    offset: int = 0

    @property
    def database(self) -> int:
        return 5_432 + self.offset

    @property
    def mqtt(self) -> int:
        return 1_883 + self.offset

    @property
    def mqtt_5(self) -> int:
        """Where the embedded broker speaks MQTT 5."""
        return self.mqtt + V5_OFFSET

    @property
    def backend(self) -> int:
        return 8_000 + self.offset

    @property
    def mock_llm(self) -> int:
        return 8_001 + self.offset

    @property
    def voice(self) -> int:
        return 8_002 + self.offset

    @property
    def wallet(self) -> int:
        return 8_003 + self.offset

    @property
    def mcp(self) -> int:
        return 8_004 + self.offset

    @property
    def frontend(self) -> int:
        return 8_080 + self.offset

    def listening(self) -> dict[str, int]:
        """The port of every part, by its name."""
        return {
            "database": self.database,
            "mqtt": self.mqtt,
            "mqtt 5": self.mqtt_5,
            "backend": self.backend,
            "mock_llm": self.mock_llm,
            "voice": self.voice,
            "wallet": self.wallet,
            "mcp": self.mcp,
            "frontend": self.frontend,
        }

    def http(self, port: int) -> str:
        return f"http://{HOST}:{port}"


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """A broker, and the account that services use there."""

    host: str
    port: int
    username: str | None
    password: str | None

    @property
    def url(self) -> str:
        return f"mqtt://{self.host}:{self.port}"


def external_broker(url: str) -> BrokerAddress:
    """The broker that an mqtt:// URL names; it must speak MQTT 5. Raises `InvalidSettings`."""
    wrong = InvalidSettings("--broker", "must be embedded, mosquitto or mqtt://host:port")
    try:
        parts = urlsplit(url)
        port = parts.port or 1_883
    except ValueError:
        raise wrong from None
    if parts.scheme != "mqtt" or not parts.hostname:
        raise wrong
    user = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password else None
    return BrokerAddress(parts.hostname, port, user, password)


def external_database(url: str) -> str:
    """A PostgreSQL URL, checked. Raises `InvalidSettings`, without the URL's password.

    Nothing but a URL: services get the same one with a login of their own in it.
    """
    not_embedded = "is not 'embedded', so it"
    if not url.startswith(("postgresql://", "postgres://")):
        example = "postgresql://user:password@127.0.0.1:5432/soms"
        raise InvalidSettings("--database", f"{not_embedded} must be a URL such as {example}")
    try:
        database_parts(url)
    except ValueError as error:
        raise InvalidSettings("--database", f"{not_embedded} {error}") from None
    return url
