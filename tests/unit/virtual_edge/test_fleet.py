"""The devices' ends of the network: numbers through outboxes, the rest as it is, faults by seed."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from services.virtual_edge.device import Said
from services.virtual_edge.faults import Faults, FaultyTransport
from services.virtual_edge.fleet import Fleet

TOPIC = "office/main/sensor/s1/temperature"


class Air:
    def __init__(self) -> None:
        self.up = True
        self.seen: list[tuple[str, Any]] = []

    def publish(self, topic: str, payload: str) -> None:
        self.publish_bytes(topic, payload.encode())

    def publish_bytes(self, topic: str, payload: bytes) -> None:
        if not self.up:
            raise OSError("no connection")
        self.seen.append((topic, payload))


def fleet(folder: Path, air: Air) -> Fleet:
    return Fleet(folder, air, air.publish_bytes, lambda: 1_790_000_000.0, lambda d: f"{d}-boot")


def said(values: Mapping[str, Any] | bytes, numbered: bool = True) -> Said:
    return Said("s1", TOPIC, values, 0.0, numbered)


def test_a_numbered_message_is_pending_until_its_receipt(tmp_path: Path) -> None:
    air = Air()
    devices = fleet(tmp_path, air)
    assert devices.publish(said({"value": 1})) == ("s1-boot", 1)
    devices.take("soms/edge/s2/receipt", b'{"boot":"s1-boot","seq":1}')
    assert devices.pending == 1
    devices.take("soms/edge/s1/receipt", b'{"boot":"s1-boot","seq":1}')
    assert devices.pending == 0


def test_offline_only_numbered_messages_are_kept(tmp_path: Path) -> None:
    air = Air()
    devices = fleet(tmp_path, air)
    air.up = False
    devices.publish(said({"value": 1}))
    devices.publish(said({"value": 2}, numbered=False))
    devices.publish(said(b"\x53"))
    air.up = True
    devices.connected()
    assert [json.loads(payload)["value"] for _, payload in air.seen] == [1]


def test_left_overs_of_an_earlier_run_are_sent_after_a_restart(tmp_path: Path) -> None:
    fleet(tmp_path, Air()).publish(said({"value": 1}))
    air = Air()
    later = fleet(tmp_path, air)
    later.connected()
    assert later.pending == 1
    assert json.loads(air.seen[0][1])["value"] == 1


def test_a_frame_is_published_as_it_is(tmp_path: Path) -> None:
    air = Air()
    fleet(tmp_path, air).publish(Said("hub", "soms/swarm/hub/frame", b"\x53\x01", 0.0, False))
    assert air.seen == [("soms/swarm/hub/frame", b"\x53\x01")]


def test_faults_follow_from_the_seed() -> None:
    faults = Faults(drop=0.3, duplicate=0.3, delay=0.3)

    def run(seed: int) -> list[tuple[str, Any]]:
        air, now = Air(), [0.0]
        network = FaultyTransport(air, faults, seed, lambda: now[0])
        for number in range(100):
            network.publish(TOPIC, str(number))
            now[0] += 1.0
            network.release()
        return air.seen

    assert run(1) == run(1) != run(2)
    payloads = [payload for _, payload in run(1)]
    assert len(set(payloads)) < 90
    assert len(payloads) > len(set(payloads))
    assert payloads != sorted(payloads, key=int)


def test_without_faults_every_message_passes_once() -> None:
    air = Air()
    network = FaultyTransport(air, Faults(), 1, lambda: 0.0)
    for number in range(50):
        network.publish(TOPIC, str(number))
    assert len(air.seen) == 50
    assert not network.breaks()
    assert network.connected


def test_a_lost_connection_refuses_everything_until_it_is_back() -> None:
    air, now = Air(), [0.0]
    network = FaultyTransport(air, Faults(reconnect=1.0), 1, lambda: now[0])
    assert network.breaks()
    assert not network.connected
    with pytest.raises(ConnectionError):
        network.publish(TOPIC, "1")
    assert not network.breaks(), "a connection that is lost cannot be lost again"
    now[0] += Faults().longest_outage_s
    assert network.connected
    network.publish(TOPIC, "2")
    assert air.seen == [(TOPIC, b"2")]


def test_what_was_under_way_is_lost_with_the_connection() -> None:
    air, now = Air(), [0.0]
    network = FaultyTransport(air, Faults(delay=1.0, reconnect=1.0), 1, lambda: now[0])
    network.publish(TOPIC, "1")
    network.breaks()
    now[0] += 60.0
    network.release()
    assert air.seen == []


def test_what_is_late_waits_where_the_broker_cannot_be_reached() -> None:
    air, now = Air(), [0.0]
    network = FaultyTransport(air, Faults(delay=1.0), 1, lambda: now[0])
    network.publish(TOPIC, "1")
    now[0], air.up = 60.0, False
    network.release()
    air.up = True
    network.release()
    assert air.seen == [(TOPIC, b"1")]


def test_a_device_keeps_what_it_says_while_the_connection_is_lost(tmp_path: Path) -> None:
    air, now = Air(), [0.0]
    network = FaultyTransport(air, Faults(reconnect=1.0), 1, lambda: now[0])
    devices = Fleet(tmp_path, network, air.publish_bytes, lambda: now[0])
    network.breaks()
    devices.publish(said({"value": 1}))
    assert air.seen == []
    now[0] = 60.0
    devices.connected()
    assert [json.loads(payload)["value"] for _, payload in air.seen] == [1]
