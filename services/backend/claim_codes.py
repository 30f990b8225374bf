"""The QR code of a claim: the page's own address, at which whoever scans it is paid.

The token stands behind the `#`, which browsers keep to themselves: scanning leaves it in no log.
"""

import io
import re

import segno

from services.accounts.incoming import Incoming
from services.web.problems import Problem

QUIET_ZONE = 4
"""Modules of white around the code, which scanners look for; white on a dark page as well."""

_HOST = re.compile(r"[0-9A-Za-z.:\[\]_-]{1,255}")


def claim_address(request: Incoming, token: str) -> str:
    """Where the page redeems a claim, under the address by which it was asked. Raises `Problem`."""
    host = request.headers.get("x-forwarded-host") or request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        raise Problem(400, "host: the address of the page is needed, to be written into the code")
    return f"{request.scheme}://{host}/#claim={token}"


def code_of(address: str) -> bytes:
    """As an SVG without a size of its own."""
    drawn = io.BytesIO()
    code = segno.make_qr(address, error="m")
    code.save(
        drawn, kind="svg", border=QUIET_ZONE, light="white", omitsize=True, xmldecl=False, nl=False
    )
    return drawn.getvalue()
