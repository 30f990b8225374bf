"""Runs a publisher: it takes its turn, publishes, signs heads and fills tiles, until stopped."""

import asyncio

from events.cloudevents import encode
from events.eventlog import PostgresEventLog
from events.mqtt import MqttBus
from events.transparency.checkpoint import SigningKey
from events.transparency.postgres import PostgresHeads, PostgresTiles
from events.transparency.tiles import fill_tiles
from services import readiness
from services.bus import joined
from services.publisher.heads import Heads
from services.publisher.publisher import Publisher
from services.publisher.signing import signing_key
from services.publisher.turn import turn
from services.settings import Settings
from services.waiting import first_to_end, patiently, until
from services.work import opened_log

GRACE_S = 5.0
"""What is on its way is confirmed within this time, or published again after the next start."""

FILL_EVERY_S = 10.0


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Publish until `stop` is set. Raises `InvalidProof` if the signing key is none."""
    key = signing_key(settings)
    log = await opened_log(settings, stop)
    if log is None:
        return
    try:
        await until(stop, patiently(lambda: _take_turn(settings, log, key, stop)), GRACE_S)
    finally:
        await log.close()


async def _take_turn(
    settings: Settings, log: PostgresEventLog, key: SigningKey, stop: asyncio.Event
) -> None:
    """Publish for as long as the turn and the log are there; then end, or raise which is not."""
    async with (
        turn(settings.database(), settings.hub) as held,
        joined(settings, "publisher") as bus,
    ):
        await until(stop, _connected(bus))
        readiness.announce()
        await first_to_end(
            Publisher(log, bus, encode).run(stop),
            Heads(log, bus, key, PostgresHeads(log)).run(),
            _fill_tiles(log),
            held.held(),
        )


async def _connected(bus: MqttBus) -> None:
    await bus.connected.wait()


async def _fill_tiles(log: PostgresEventLog) -> None:
    tiles = PostgresTiles(log)
    while True:
        await patiently(lambda: fill_tiles(log, tiles))
        await asyncio.sleep(FILL_EVERY_S)
