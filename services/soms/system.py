"""One running system: its database, its broker, its services, in the order they need each other."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from events.eventlog import migrate
from events.eventlog.postgres import admit
from events.eventlog.postgres.connection import unavailable_on_error
from infra.embedded import process
from infra.embedded.broker import EmbeddedBroker, Mosquitto, Rumqttd
from infra.embedded.errors import PortTaken
from infra.embedded.postgres import SERVICES as SERVICES_LOGIN
from infra.embedded.postgres import Postgres
from infra.embedded.secret import kept_secret
from infra.embedded.supervisor import Service, Supervisor
from services.settings import Auth
from services.soms.addresses import HOST, Addresses, BrokerAddress, external_broker
from services.soms.instance import Instance, forget_instance
from services.soms.services_login import services_url
from services.soms.serving import command_line
from services.waiting import until

PORT_FREE_WITHIN_S = 2.0
"""What a system left behind that was killed, ends by itself, but not at once."""
PORT_TRIED_EVERY_S = 0.1

SERVICE_TOKEN = "secrets/services.token"  # noqa: S105  (where it is kept)

Tell = Callable[[str], None]
Ready = Callable[[Mapping[str, str]], None]


@dataclass
class System:
    """Everything that `soms up` starts. `tell` is called with the name of each part as it is up."""

    data: Path
    hub: str
    addresses: Addresses
    broker: str
    database: str
    tell: Tell
    auth: Auth = "open"
    llm_api_url: str | None = None
    """The model server that the brain asks; None for the stand-in of this system."""
    _urls: dict[str, str] = field(default_factory=dict, init=False)
    _environment: dict[str, str] = field(default_factory=dict, init=False)
    _exceptions: dict[str, dict[str, str]] = field(default_factory=dict, init=False)
    """What one service has in its environment instead."""

    async def run(
        self, services: tuple[str, ...], ready: Callable[[Mapping[str, str]], None]
    ) -> None:
        """Start everything, say so, and stop everything in order on SIGTERM or SIGINT."""
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        supervisor = Supervisor(self.data / "logs")
        try:
            await until(stop, self._start(supervisor, services))
            if not stop.is_set():
                Instance(self.hub, os.getpid(), self._urls, self._environment).write(self.data)
                ready(self._urls)
                await stop.wait()
        finally:
            forget_instance(self.data)
            await supervisor.stop(intake="broker", drain="recorder")

    async def _start(self, supervisor: Supervisor, services: tuple[str, ...]) -> None:
        await self._require_ports(services)
        await self._start_database(supervisor)
        self.tell("database")
        await self._start_broker(supervisor)
        self.tell("broker")
        self._describe_services()
        await supervisor.start_services([self._service(name) for name in services], self.tell)

    async def _require_ports(self, services: tuple[str, ...]) -> None:
        """Before anything is started, so that nothing has to be stopped. Raises `PortTaken`."""
        deadline = time.monotonic() + PORT_FREE_WITHIN_S
        for part, port in self.addresses.listening().items():
            while part in services and process.listening(port):
                if time.monotonic() > deadline:
                    raise PortTaken(f"the {part}", port)
                await asyncio.sleep(PORT_TRIED_EVERY_S)

    def _service(self, name: str) -> Service:
        ours = self._environment | self._exceptions.get(name, {})
        return Service(name, command_line(name), {**os.environ, **ours})

    async def _start_database(self, supervisor: Supervisor) -> None:
        if self.database != "embedded":
            with unavailable_on_error():
                await migrate(self.database, self.hub)
            self._urls["database"] = self.database
            self._environment["DATABASE_URL"] = await services_url(
                self.database, self.hub, self.data
            )
            return
        postgres = Postgres(self.data, self.addresses.database)
        await supervisor.start_server("database", postgres)
        await migrate(postgres.url, self.hub)
        await admit(postgres.url, self.hub, SERVICES_LOGIN)
        self._urls["database"] = postgres.url
        self._environment["DATABASE_URL"] = postgres.services_url

    async def _start_broker(self, supervisor: Supervisor) -> None:
        if self.broker not in {"embedded", "mosquitto"}:
            self._use_broker(external_broker(self.broker), external_broker(self.broker).url)
            return
        kind: type[EmbeddedBroker] = Mosquitto if self.broker == "mosquitto" else Rumqttd
        started = kind(self.data / "broker", self.addresses.mqtt, anonymous=True)
        await supervisor.start_server("broker", started)
        account = BrokerAddress(HOST, started.v5_port, started.username, started.password)
        self._use_broker(account, f"mqtt://{HOST}:{started.port}")
        if isinstance(started, Rumqttd):
            # rumqttd hands messages with MQTT 5 properties to MQTT 5 subscribers only.
            older = {"MQTT_PROTOCOL": "3.1.1", "MQTT_PORT": str(started.port)}
            self._exceptions["publisher"] = older

    def _use_broker(self, address: BrokerAddress, url: str) -> None:
        self._urls["mqtt"] = url
        self._environment |= {
            "MQTT_BROKER": address.host,
            "MQTT_PORT": str(address.port),
            "MQTT_USER": address.username or "",
            "MQTT_PASS": address.password or "",
        }

    def _describe_services(self) -> None:
        at = self.addresses
        ports = {
            "frontend": at.frontend,
            "backend": at.backend,
            "wallet": at.wallet,
            "voice": at.voice,
            "mock_llm": at.mock_llm,
        }
        self._urls |= {name: at.http(port) for name, port in ports.items()}
        self._environment |= {
            "SOMS_HUB": self.hub,
            "SOMS_DATA": str(self.data),
            "SOMS_AUTH": self.auth,
            "SOMS_SERVICE_TOKEN": kept_secret(self.data / SERVICE_TOKEN),
            "SOMS_BACKEND_PORT": str(at.backend),
            "SOMS_WALLET_PORT": str(at.wallet),
            "SOMS_MCP_PORT": str(at.mcp),
            "SOMS_FRONTEND_PORT": str(at.frontend),
            "SOMS_MOCK_LLM_PORT": str(at.mock_llm),
            "LLM_API_URL": self.llm_api_url or self._urls["mock_llm"],
            "DASHBOARD_API_URL": self._urls["backend"],
            "WALLET_SERVICE_URL": self._urls["wallet"],
            "VOICE_SERVICE_URL": self._urls["voice"],
        }
