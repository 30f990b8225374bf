"""The embedded brokers keep what they acknowledged for those who are away, and know their own."""

from pathlib import Path
from threading import Semaphore
from uuid import uuid4

import pytest
from paho.mqtt import client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from infra.embedded.broker import EmbeddedBroker, Mosquitto, Rumqttd, find_mosquitto
from infra.embedded.ports import free_port

MESSAGES = 5_000


def connected(broker: EmbeddedBroker, client_id: str, clean: bool) -> mqtt.Client:
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=clean)
    client.max_inflight_messages_set(500)
    client.max_queued_messages_set(0)
    client.username_pw_set(broker.username, broker.password)
    client.connect(broker.host, broker.port)
    client.loop_start()
    return client


def left(client: mqtt.Client) -> None:
    client.disconnect()
    client.loop_stop()


def test_messages_for_an_absent_session_are_all_delivered(broker: EmbeddedBroker) -> None:
    name, topic = f"absent-{uuid4().hex[:8]}", f"kept/{uuid4().hex}"
    absent = connected(broker, name, clean=False)
    subscribed = Semaphore(0)
    absent.on_subscribe = lambda *_: subscribed.release()
    absent.subscribe(topic, 1)
    assert subscribed.acquire(timeout=10)
    left(absent)
    sender = connected(broker, f"{name}-sender", clean=True)
    sent = [sender.publish(topic, str(number), qos=1) for number in range(MESSAGES)]
    for message in sent:
        message.wait_for_publish(20)
    left(sender)
    got: set[bytes] = set()
    everything = Semaphore(0)

    def on_message(_client: mqtt.Client, _data: object, message: mqtt.MQTTMessage) -> None:
        got.add(bytes(message.payload))
        if len(got) == MESSAGES:
            everything.release()

    back = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=name, clean_session=False)
    back.on_message = on_message
    back.username_pw_set(broker.username, broker.password)
    back.connect(broker.host, broker.port)
    back.loop_start()
    arrived = everything.acquire(timeout=30)
    left(back)
    assert arrived, f"{len(got)} of {MESSAGES} arrived"


def admitted(broker: EmbeddedBroker, username: str | None, password: str | None) -> bool:
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=uuid4().hex)
    if username:
        client.username_pw_set(username, password)
    welcomed = Semaphore(0)

    def on_connect(
        _client: mqtt.Client,
        _data: object,
        _flags: mqtt.ConnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if reason == 0:
            welcomed.release()

    client.on_connect = on_connect
    client.connect(broker.host, broker.port)
    client.loop_start()
    result = welcomed.acquire(timeout=2)
    left(client)
    return result


def test_only_the_services_account_is_let_in(broker: EmbeddedBroker) -> None:
    assert admitted(broker, broker.username, broker.password)
    assert not admitted(broker, None, None)
    assert not admitted(broker, broker.username, "guess")


@pytest.mark.parametrize("kind", [Rumqttd, Mosquitto])
def test_the_loopback_demo_lets_any_device_in(tmp_path: Path, kind: type[EmbeddedBroker]) -> None:
    if kind is Mosquitto and find_mosquitto() is None:
        pytest.skip("mosquitto is not installed on this machine")
    demo = kind(tmp_path, free_port(), anonymous=True)
    demo.start()
    try:
        assert admitted(demo, None, None)
    finally:
        demo.stop()
