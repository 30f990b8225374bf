"""What the README tells people to type, typed."""

import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from services.virtual_people.wishes import CHORES
from tests.e2e.office import SOMS, Office, environment, eventually

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
WISHED_WITHIN_S = 60.0
STREAMS = ("--follow", "curl -N")
"""Commands that go on until they are stopped."""


def commands() -> list[str]:
    """The commands of the README's shell blocks, without their comments."""
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    lines = (re.sub(r"\s+#\s.*$", "", line) for block in blocks for line in block.splitlines())
    return [line.strip() for line in lines if line.strip()]


def of_kind(*beginnings: str) -> list[str]:
    return [command for command in commands() if command.startswith(beginnings)]


def run(command: str, office: Office) -> "subprocess.CompletedProcess[str]":
    """Run a command of the README, led to this office."""
    mqtt = urlsplit(office.urls["mqtt"])
    led = command.replace(".venv/bin/soms", SOMS)
    for port, service in ((8000, "backend"), (8003, "wallet")):
        led = led.replace(f"localhost:{port}", urlsplit(office.urls[service]).netloc)
    led = led.replace("mosquitto_pub", f"mosquitto_pub -p {mqtt.port}")
    limit = ["timeout", "--preserve-status", "8"] if any(s in led for s in STREAMS) else []
    return subprocess.run(
        [*limit, "bash", "-c", f"exec {led}"],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment() | {"SOMS_DATA": str(office.data)},
        check=False,
    )


@pytest.mark.parametrize("command", of_kind("make"))
def test_every_make_target_exists(command: str) -> None:
    done = subprocess.run(
        ["make", "--dry-run", *command.split()[1:]], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", of_kind(".venv/bin/soms", "curl"))
def test_every_command_does_what_it_says(command: str, living_office: Office) -> None:
    eventually(lambda: living_office.get("/zones/main").status_code == 200)
    eventually(lambda: living_office.soms_json("log", "stats")["head"] > 20)
    done = run(command.replace("at=1000", "at=20"), living_office)
    streamed = any(stream in command for stream in STREAMS)
    assert streamed or done.returncode == 0, done.stderr
    assert done.stdout
    assert '"status":404' not in done.stdout


def test_simulated_people_wish_for_chores(living_office: Office) -> None:
    tasks = eventually(lambda: living_office.get("/tasks/").json(), WISHED_WITHIN_S)
    assert tasks[-1]["title"] == CHORES[0]["title"]


def test_the_published_reading_is_recorded(living_office: Office) -> None:
    (command,) = of_kind("mosquitto_pub")
    done = run(command, living_office)
    if done.returncode == 127:
        pytest.skip("mosquitto_pub is not installed on this machine")
    assert done.returncode == 0, done.stderr
    eventually(lambda: "device:x" in living_office.soms("log", "tail", "--subject", "device:x"))


@pytest.mark.parametrize("link", re.findall(r"\]\((?!https?:)([^)#]+)\)", README))
def test_every_link_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()
