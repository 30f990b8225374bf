"""`soms up`: the whole system on this machine, from nothing but Python, until Ctrl-C."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Annotated

import typer

from infra.embedded import folder
from infra.embedded.errors import EmbeddedError
from services import logs
from services.settings import read_settings
from services.soms.addresses import Addresses, external_broker, external_database
from services.soms.options import DATA_DEFAULT, Data, Json, PortOffset
from services.soms.output import print_json, print_line, tell
from services.soms.system import System

CORE = (
    "projector",
    "recorder",
    "publisher",
    "reactor",
    "clock",
    "commander",
    "backend",
    "wallet",
    "mock_llm",
    "brain",
)
SIMULATED = ("virtual_edge", "virtual_people")

Headless = Annotated[bool, typer.Option("--headless", help="Start no frontend.")]
WithMcp = Annotated[bool, typer.Option("--mcp", help="Start the MCP server for other agents.")]
NoSimulation = Annotated[bool, typer.Option("--no-sim", help="Start no simulated office.")]
Broker = Annotated[str, typer.Option(help="embedded, mosquitto, or an mqtt:// URL.")]
Database = Annotated[str, typer.Option(help="embedded, or a postgresql:// URL.")]


def up(
    data: Data = DATA_DEFAULT,
    headless: Headless = False,
    no_sim: NoSimulation = False,
    mcp: WithMcp = False,
    port_offset: PortOffset = 0,
    broker: Broker = "embedded",
    database: Database = "embedded",
    as_json: Json = False,
) -> None:
    """Start the whole system and keep it running until Ctrl-C."""
    settings = read_settings()
    _check(broker, database)
    logs.configure(settings.log_level)
    services = (*CORE, *wanted(headless=headless, mcp=mcp, simulation=not no_sim))
    place, addresses = data.absolute(), Addresses(port_offset)
    try:
        with folder.held(place):
            tell_of, auth = told(as_json), settings.auth_at_a_desk
            model_server = settings.own_llm_api_url
            system = System(
                place, settings.hub, addresses, broker, database, tell_of, auth, model_server
            )
            asyncio.run(system.run(services, announced(as_json, headless)))
    except EmbeddedError as error:
        tell(f"soms: {error}")
        raise typer.Exit(1) from None


def wanted(*, headless: bool, mcp: bool, simulation: bool) -> tuple[str, ...]:
    """The services beside the core ones."""
    front = () if headless else ("frontend",)
    return (*front, *(("mcp",) if mcp else ()), *(SIMULATED if simulation else ()))


def _check(broker: str, database: str) -> None:
    """What is given as an option is held to the rules for what is given in the environment."""
    if broker not in {"embedded", "mosquitto"}:
        at = external_broker(broker)
        read_settings(MQTT_BROKER=at.host, MQTT_USER=at.username, MQTT_PASS=at.password)
    if database != "embedded":
        read_settings(DATABASE_URL=external_database(database))


def told(as_json: bool) -> Callable[[str], None]:
    """Says which part is up; the word `ready` is kept for the end, for those who search for it."""

    def tell_of(part: str) -> None:
        if as_json:
            print_json({"part": part, "up": True})
        else:
            print_line(f"{part:<14} up")

    return tell_of


def announced(as_json: bool, headless: bool) -> Callable[[Mapping[str, str]], None]:
    def announce(urls: Mapping[str, str]) -> None:
        if as_json:
            print_json({"ready": True, "urls": urls})
            return
        front = urls["backend"] if headless else urls["frontend"]
        print_line(f"ready          {front}   backend {urls['backend']}   mqtt {urls['mqtt']}")

    return announce
