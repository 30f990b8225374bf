"""How services join the bus: under a fixed name, and saying whether they are there.

`soms/services/{service}/status` holds `online` while a service is connected and `offline` when it
left or was lost; the broker says the latter on behalf of one that died. Every service joins, also
one that has nothing else to say.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from events.mqtt import Broker, MqttBus, Tls, Topic, Will
from services.settings import Settings

ONLINE, OFFLINE = b"online", b"offline"


def broker_of(settings: Settings) -> Broker:
    """The broker that the settings name."""
    password = settings.mqtt_pass
    return Broker(
        host=settings.mqtt_broker,
        port=settings.mqtt_port,
        username=settings.mqtt_user,
        password=None if password is None else password.get_secret_value(),
        protocol=settings.mqtt_protocol,
        tls=tls_of(settings),
        largest_packet=settings.mqtt_max_packet,
    )


def tls_of(settings: Settings) -> Tls | None:
    """How to encrypt; None, in the clear, where the settings name neither authority nor proof."""
    ca, cert = settings.mqtt_tls_ca, settings.mqtt_tls_cert
    return None if ca is None and cert is None else Tls(ca, cert, settings.mqtt_tls_key)


def status_topic(service: str) -> Topic:
    return Topic(f"soms/services/{service}/status")


@asynccontextmanager
async def joined(
    settings: Settings, service: str, *, session_expiry_s: int = 0
) -> AsyncIterator[MqttBus]:
    """A bus for `service`, for as long as the block runs; connecting goes on in the background."""
    name = f"{service}-{settings.worker}" if settings.worker else service
    topic = status_topic(name)
    bus = await MqttBus.connect(
        broker_of(settings),
        client_id=f"soms-{settings.hub}-{name}",
        session_expiry_s=session_expiry_s,
        will=Will(topic, OFFLINE, birth=ONLINE),
        wait=False,
    )
    try:
        yield bus
    finally:
        if bus.connected.is_set():
            bus.publish_soon(topic, OFFLINE, retain=True, ahead=True)
        await bus.close()
