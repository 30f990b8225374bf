"""`soms device`: which devices there are, and which of them may be commanded.

For operators at the machine itself: whoever can read the database's address is trusted.
"""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from events.errors import InvalidSubject
from projections.devices import Device, Devices
from projections.trust import Standing, Trust, is_trusted
from services.device_trust import UnknownDevice, say_trust
from services.projector.reading import ViewReader
from services.settings import InvalidSettings
from services.soms.location import Location, locate, opened_log
from services.soms.operators import CONSOLE
from services.soms.options import DATA_DEFAULT, Data, Hub, Json
from services.soms.output import print_fields, print_json, print_line

app = typer.Typer(no_args_is_help=True, help=__doc__)

Name = Annotated[
    str, typer.Argument(help="The device, as its topics name it: sensor_01, hub.leaf.")
]

SOURCE = "/services/console"

_DEVICES, _TRUST = Devices(), Trust()


@app.callback()
def device() -> None:
    """Devices, and whether they may be commanded."""


@app.command("list")
def list_devices(hub: Hub = None, data: Data = DATA_DEFAULT, as_json: Json = False) -> None:
    """Every device that was ever heard."""
    for one in asyncio.run(_listed(locate(hub, data))):
        if as_json:
            print_json(one)
        else:
            print_line(_line(one))


@app.command()
def trust(name: Name, hub: Hub = None, data: Data = DATA_DEFAULT, as_json: Json = False) -> None:
    """Let a device be commanded, from now on."""
    _say(name, True, hub, data, as_json)


@app.command()
def distrust(name: Name, hub: Hub = None, data: Data = DATA_DEFAULT, as_json: Json = False) -> None:
    """Forbid that a device is commanded, however long it has been here."""
    _say(name, False, hub, data, as_json)


def _say(name: str, trusted: bool, hub: str | None, data: Path, as_json: bool) -> None:
    asyncio.run(_said(locate(hub, data), name, trusted))
    print_fields({"device": name, "trusted": trusted}, as_json=as_json)


async def _said(location: Location, name: str, trusted: bool) -> None:
    async with opened_log(location) as log:
        try:
            await say_trust(log, name, trusted, source=SOURCE, actor=CONSOLE)
        except UnknownDevice as error:
            raise InvalidSettings("NAME", str(error)) from None
        except InvalidSubject:
            allowed = "must be a device's name, 1 to 255 characters without control characters"
            raise InvalidSettings("NAME", f"{allowed}, got {name!r:.60}") from None


async def _listed(location: Location) -> list[dict[str, Any]]:
    """As the views have them: a log is long, and devices talk much."""
    async with opened_log(location) as log:
        reader = ViewReader(location.database, location.hub, log)
        try:
            devices = (await reader.rows(_DEVICES)).rows
            standings = (await reader.rows(_TRUST)).rows
        finally:
            await reader.close()
    moment = datetime.now(UTC)
    return [_object(one, standings, moment) for one in devices.values()]


def _object(device: Device, standings: dict[str, Standing], moment: datetime) -> dict[str, Any]:
    standing = standings.get(device.device) or Standing(device.device)
    return {
        "device": device.device,
        "zone": device.zone,
        "status": device.status(moment),
        "trusted": is_trusted(standings, device.device, moment),
        "trust_said": standing.word,
        "tools": list(standing.tools),
        "sleeps": standing.sleeps,
    }


def _line(device: dict[str, Any]) -> str:
    trusted = "trusted" if device["trusted"] else "-"
    tools = ", ".join(device["tools"]) or "-"
    return f"{device['device']:<28} {device['status']:<8} {trusted:<8} {tools}"
