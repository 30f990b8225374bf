"""A whole running system, driven from outside as its users do: command line, MQTT, HTTP."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import psutil
from paho.mqtt import client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from infra.embedded.ports import keep
from services.soms.addresses import Addresses
from services.soms.serving import command_line

SOMS = str(Path(sys.executable).with_name("soms"))
OFFSETS = range(10_000, 24_000, 100)
READY_TIMEOUT_S = 90
STOP_TIMEOUT_S = 30
PATIENCE_S = 20


@dataclass
class Office:
    """A `soms up` that has become ready."""

    process: "subprocess.Popen[str]"
    data: Path
    urls: dict[str, str]

    def soms(self, *arguments: str, expect: int = 0) -> str:
        """Run a command against this office and return what it printed."""
        command = [SOMS, *arguments, "--data", str(self.data)]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=120, env=environment(), check=False
        )
        assert done.returncode == expect, f"{command}: {done.returncode}\n{done.stderr}"
        return done.stdout

    def soms_json(self, *arguments: str, expect: int = 0) -> Any:
        return json.loads(self.soms(*arguments, "--json", expect=expect))

    def get(self, path: str, **parameters: str) -> httpx.Response:
        return httpx.get(self.urls["backend"] + path, params=parameters, timeout=10)

    def publish(self, topic: str, payload: str) -> None:
        """Publish once at QoS 1, without credentials, as a plain device does."""
        with self.mqtt_client() as client:
            client.publish(topic, payload, qos=1).wait_for_publish(10)

    @contextmanager
    def mqtt_client(self) -> Iterator[mqtt.Client]:
        address = urlsplit(self.urls["mqtt"])
        client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"test-{uuid4().hex[:8]}")
        client.connect(address.hostname or "127.0.0.1", address.port or 1883)
        client.loop_start()
        try:
            yield client
        finally:
            client.disconnect()
            client.loop_stop()

    def signal_service(self, name: str, number: signal.Signals) -> None:
        """Send a signal to the process of one service."""
        children = psutil.Process(self.process.pid).children()
        (service,) = (one for one in children if one.cmdline() == command_line(name))
        service.send_signal(number)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_TIMEOUT_S)


def environment() -> dict[str, str]:
    """This process's environment without what would lead a command to another system."""
    ours = ("SOMS_", "MQTT_", "DATABASE_URL", "LLM_", "OLLAMA_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def free_offset() -> int:
    """A port offset at which every port of an office is free, and kept from other processes.

    With these all stay below 32,768, from where on the system gives ports to whoever connects.
    """
    for offset in random.sample(OFFSETS, len(OFFSETS)):
        if keep(Addresses(offset).listening().values()):
            return offset
    raise OSError("no offset is free")


def where_it_is_noon() -> str:
    """A `TZ`, for nobody is spoken to at night; names of these zones count hours westward."""
    return f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"


def start(data: Path, port_offset: int, *options: str, **more: str) -> Office:
    """Start `soms up` without its page, as `start_with_page` does with it."""
    return start_with_page(data, port_offset, "--headless", *options, **more)


def start_with_page(data: Path, port_offset: int, *options: str, **more: str) -> Office:
    """Start `soms up`, with `more` in its environment, and wait until it says that it is ready."""
    command = [SOMS, "up", "--json", "--data", str(data)]
    command += ["--port-offset", str(port_offset), *options]
    errors = (data.parent / f"{data.name}.stderr").open("w")
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=errors, text=True, env={**environment(), **more}
    )
    for line in lines(process, READY_TIMEOUT_S):
        said = json.loads(line)
        if said.get("ready") is True:
            return Office(process, data, said["urls"])
    process.kill()
    raise AssertionError(f"not ready: {Path(errors.name).read_text()[-4000:]}")


def lines(process: "subprocess.Popen[str]", timeout_s: float) -> Iterator[str]:
    """Lines of a process's stdout, until it ends; it is killed if the caller waits for too long."""
    assert process.stdout is not None
    too_late = threading.Timer(timeout_s, process.kill)
    too_late.start()
    try:
        yield from process.stdout
    finally:
        too_late.cancel()


def eventually(check: Callable[[], Any], timeout_s: float = PATIENCE_S) -> Any:
    """The first true value of `check`; its last failure if it stays false."""
    deadline = time.monotonic() + timeout_s
    while not (value := check()):
        assert time.monotonic() < deadline, f"never came true: last was {value!r}"
        time.sleep(0.1)
    return value
