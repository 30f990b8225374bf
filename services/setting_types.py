"""What the environment may hold, as types that check themselves.

A check says what would be right and never repeats the value: it may carry a password.
"""

import ipaddress
import re
import ssl
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import orjson
import psycopg
from psycopg.conninfo import conninfo_to_dict
from pydantic import AfterValidator, BeforeValidator, FilePath, SecretStr
from pydantic_settings import NoDecode

from events.errors import InvalidProof
from events.mqtt import InvalidTopic, Topic
from events.transparency.checkpoint import SigningKey
from services.time_zone import zone_named

PORTS = range(1, 65_536)
OUR_ROOT = "soms"
"""Below it we publish what the log holds; a recorder that listened there would hear itself."""


LONGEST_NAME = 253
"""Characters of a host's name, by the rules of DNS."""
_HOST_NAME = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?", re.IGNORECASE)
_IN_A_URL = re.compile(r"[!-\[\]-~]+")
"""What is printed and no blank; a backslash is read as a slash by some."""
_PRINTED = re.compile(r"[!-~]+")


def is_loopback(address: str) -> bool:
    if address.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _listener(value: str) -> str:
    if value != "localhost":
        try:
            ipaddress.ip_address(value)
        except ValueError:
            raise ValueError("must be an IP address or localhost") from None
    return value


def _host(value: str) -> str:
    if is_loopback(value) or not set(value) & set("/@:?# \t"):
        return value
    try:
        return str(ipaddress.ip_address(value))
    except ValueError:
        raise ValueError("must be a host's name or an IP address, without a port") from None


def http_url(value: str) -> str:
    """The URL as it is. Raises `ValueError`."""
    wrong = ValueError("must be an address such as http://127.0.0.1:8000")
    if not _IN_A_URL.fullmatch(value):
        raise wrong
    try:
        parts = urlsplit(value)
        usable = parts.port is None or parts.port in PORTS
    except ValueError:
        raise wrong from None
    if parts.scheme not in {"http", "https"} or not usable or not _names_a_host(parts.hostname):
        raise wrong
    return value


def _names_a_host(name: str | None) -> bool:
    """Whether it is a name that can be looked up, or an address."""
    if not name or len(name) > LONGEST_NAME:
        return False
    if ":" in name:
        return _is_address(name)
    if not _HOST_NAME.fullmatch(name):
        return False
    try:
        name.encode().decode("idna")  # of what is written as xn--, not everything is a name
    except UnicodeError:
        return False
    return True


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def database_parts(conninfo: str) -> dict[str, str]:
    """Host, port, user, password and so on of what libpq takes: a PostgreSQL URL, or keywords.

    Raises `ValueError`.
    """
    wrong = ValueError(
        "must be a URL such as postgresql://user:password@127.0.0.1:5432/soms,"
        " or keywords such as host=/run/postgresql dbname=soms"
    )
    try:
        parts = {name: str(value) for name, value in conninfo_to_dict(conninfo).items()}
    except psycopg.Error:
        raise wrong from None
    if not parts:
        raise wrong
    for port in filter(None, parts.get("port", "").split(",")):
        if not (port.isascii() and port.isdecimal() and int(port) in PORTS):
            raise ValueError("the port must be a number from 1 to 65535")
    return parts


def _database_url(value: SecretStr) -> SecretStr:
    database_parts(value.get_secret_value())
    return value


def _signing_key(value: SecretStr) -> SecretStr:
    try:
        SigningKey.parse(value.get_secret_value())
    except InvalidProof as error:
        raise ValueError(error.reason) from None
    return value


def _header_text(value: SecretStr) -> SecretStr:
    if not _PRINTED.fullmatch(value.get_secret_value()):
        raise ValueError("must be printable ASCII without blanks")
    return value


def _authority(value: Path) -> Path:
    try:
        ssl.create_default_context(cafile=value)
    except OSError:  # an SSLError is one too
        raise ValueError("must be a readable file of certificates in PEM") from None
    return value


def _comma_separated(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _topics(value: tuple[str, ...]) -> tuple[str, ...]:
    for root in value:
        try:
            first, *below = Topic(root).split("/")
        except InvalidTopic as error:
            raise ValueError(error.reason) from None
        if not all((first, *below)) or first.startswith("$") or first == OUR_ROOT:
            raise ValueError(f"{root!r} is not a topic that devices publish below")
    return value


def _at_least_one(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value:
        raise ValueError("must name at least one")
    return value


def _json_object(value: object) -> object:
    if isinstance(value, str):
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            raise ValueError("must be a JSON object") from None
    return value


ListenAddress = Annotated[str, AfterValidator(_listener)]
Host = Annotated[str, AfterValidator(_host)]
HttpUrl = Annotated[str, AfterValidator(http_url)]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_database_url)]
SigningKeyText = Annotated[SecretStr, AfterValidator(_signing_key)]
HeaderText = Annotated[SecretStr, AfterValidator(_header_text)]
CertificateFile = Annotated[FilePath, AfterValidator(_authority)]
TimeZone = Annotated[str, AfterValidator(zone_named)]
Hosts = Annotated[tuple[Host, ...], NoDecode, BeforeValidator(_comma_separated)]
Topics = Annotated[
    tuple[str, ...], NoDecode, BeforeValidator(_comma_separated), AfterValidator(_topics)
]
SomeTopics = Annotated[Topics, AfterValidator(_at_least_one)]
Zones = Annotated[dict[str, str], NoDecode, BeforeValidator(_json_object)]
