"""The login that services get in a database that is not ours: it may append and read, no more.

Each data folder has a login of its own, named after its password, so that two systems on one hub do
not take it from each other. Where none can be had, services get what they were given, and it is
said so: a service that was taken over could then change the past.
"""

import logging
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import psycopg

from events.errors import LogUnavailable
from events.eventlog import PostgresEventLog
from events.eventlog.postgres import admit, application_role, make_login, schema_of
from events.eventlog.postgres.connection import reason_of
from infra.embedded.secret import kept_secret

KEPT_IN = "secrets/external_services.password"

_IDENTITY = frozenset({"user", "password", "passfile"})
"""What a URL's query may say of who connects."""

_log = logging.getLogger(__name__)


async def services_url(owner_url: str, hub: str, data: Path) -> str:
    """The URL for the services of a hub whose owner's URL this is."""
    password = kept_secret(data / KEPT_IN)
    login = f"{schema_of(hub)}_services_{sha256(password.encode()).hexdigest()[:8]}"
    url = url_for(owner_url, login, password)
    try:
        await make_login(owner_url, login, password)
        await admit(owner_url, hub, login)
        await (await PostgresEventLog.connect(url, hub)).close()
    except psycopg.Error as error:
        _warn(hub, reason_of(error))
    except LogUnavailable as error:
        _warn(hub, error.reason)
    else:
        return url
    return owner_url


def url_for(url: str, login: str, password: str) -> str:
    """The same database for another login."""
    parts = urlsplit(url)
    hosts = parts.netloc.rpartition("@")[2]
    kept = [(name, text) for name, text in parse_qsl(parts.query) if name not in _IDENTITY]
    netloc = f"{login}:{quote(password, safe='')}@{hosts}"
    return urlunsplit(parts._replace(netloc=netloc, query=urlencode(kept, quote_via=quote)))


def _warn(hub: str, reason: str) -> None:
    _log.warning(
        "services use the URL of --database as it is, and could change the log: %s. "
        "Give its role CREATEROLE and the admin option of %s, and start again",
        reason,
        application_role(hub),
    )
