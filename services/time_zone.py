"""The zone that TZ names, in whichever of its forms (tzset(3)).

A name, with a colon before it or not; a file of the machine's table of zones, or its own zone; and
the rules themselves, as POSIX writes them. Times are told in zones that have a name, so a whole
number of hours is taken by its name in the table, and rules that have none give way to `DEFAULT`.
"""

import logging
import re
import zoneinfo
from datetime import tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from projections.calendar import JAPAN

DEFAULT = "Asia/Tokyo"
MACHINES_OWN = Path("/etc/localtime")

_NAME = r"(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)"
_HOURS = r"(?:2[0-4]|[01]?[0-9])"
_OFFSET = rf"(?P<sign>[+-]?)(?P<hours>{_HOURS})(?P<rest>(?::[0-5][0-9]){{0,2}})"
_RULES = re.compile(rf"{_NAME}{_OFFSET}(?P<summer>{_NAME}[-+0-9:,./JM]*)?")

_log = logging.getLogger(__name__)


def zone_named(value: str) -> str:
    """The name of the zone. Raises `ValueError`."""
    text = value.removeprefix(":")
    if _known(text) or not _known("UTC"):
        # Where not even UTC is known, the machine has no table of zones to look it up in.
        return text
    named = _of_file(Path(text)) if text.startswith("/") else _of_rules(text)
    if named is None:
        raise ValueError("must be a time zone such as Asia/Tokyo")
    if named:
        return named
    _log.warning("TZ: %s is no zone with a name; times are told in %s", value, DEFAULT)
    return DEFAULT


def zone_info(name: str) -> tzinfo:
    """The zone of that name; the default where the machine's table does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        if name != DEFAULT:
            _log.warning("TZ: %s is unknown here; days are reckoned in %s", name, DEFAULT)
        return JAPAN


def _of_file(file: Path) -> str | None:
    """The name of a file's zone, empty for a zone without one; None if it is no zone's."""
    if file == MACHINES_OWN and not file.exists():
        return "UTC"
    if not _is_zone(file):
        return None
    for table in map(Path, zoneinfo.TZPATH):
        for path in (file, file.resolve()):
            if path.is_relative_to(table) and _known(str(path.relative_to(table))):
                return str(path.relative_to(table))
    return ""


def _is_zone(file: Path) -> bool:
    try:
        with file.open("rb") as content:
            return content.read(4) == b"TZif"
    except (OSError, ValueError):
        return False


def _of_rules(text: str) -> str | None:
    """The same of rules: POSIX and the table count hours alike, westward from Greenwich."""
    rules = _RULES.fullmatch(text)
    if rules is None:
        return None
    fixed = f"Etc/GMT{rules['sign'] or '+'}{int(rules['hours'])}"
    whole = not rules["rest"].strip(":0") and not rules["summer"]
    return fixed if whole and _known(fixed) else ""


def _known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
