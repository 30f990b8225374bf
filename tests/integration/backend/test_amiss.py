"""What failed for good is told by `/health` and `/metrics`, and takes nobody else down with it."""

from typing import Any

import httpx
import pytest

from events.eventlog.postgres.wakeups import Listener
from events.identity import Position, Subject
from handlers.world.climate import ClimateReactor
from projections.devices import Devices
from projections.registry import PROJECTIONS
from projections.zones import Zones
from services.backend.app import create_app
from services.backend.broadcast import Broadcast
from services.backend.desk import Desk
from services.backend.feed import Feed
from services.backend.people import PeopleParts
from services.projector.store import channel_of
from services.reactor.stops import Stops
from services.settings import read_settings
from tests.integration.projector.test_projector import Hub, office

__all__ = ["office"]


async def asked(office: Hub, path: str) -> httpx.Response:
    listener = Listener(office.dsn, channel_of(office.log.hub))
    feed = Feed(office.reader, listener)
    people = await PeopleParts.opened(office.log, read_settings(auth="open"))
    desk = await Desk.opened(office.log)
    async with httpx.AsyncClient() as wallet:
        app = create_app(office.log, office.reader, feed, Broadcast(), people, desk, wallet)
        door = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=door, base_url="http://x") as client:
            answer = await client.get(path)
    await listener.close()
    return answer


@pytest.fixture
async def troubled(office: Hub) -> Hub:
    """A view with a parked subject, one that stopped, and a reactor that did."""
    await office.append(3)
    await office.projected()
    zones, devices = await office.store.live(Zones()), await office.store.live(Devices())
    assert zones is not None
    assert devices is not None
    await office.store.park(zones, Subject("device:env_1"), Position(2), "ArithmeticError: two")
    await office.store.stop(devices, "TooManyParked: enough")
    await Stops(office.log).note(ClimateReactor(), Position(3), "KeyError: three")
    return office


async def test_health_of_a_hub_without_failures_is_ok(office: Hub) -> None:
    await office.projected()
    health = (await asked(office, "/health")).json()
    assert health["status"] == "ok"
    assert health.keys() == {"status", "live", "ready", "lag"}


async def test_health_names_what_failed_and_stays_ready(troubled: Hub) -> None:
    answer = await asked(troubled, "/health")
    health: dict[str, Any] = answer.json()
    assert (answer.status_code, health["status"], health["ready"]) == (200, "degraded", True)
    assert health["stopped"] == {"devices": "TooManyParked: enough"}
    assert health["parked"] == {"zones": {"device:env_1": "ArithmeticError: two"}}
    assert health["stopped_reactors"] == {"climate": "KeyError: three"}


async def test_a_view_that_could_not_be_built_is_named_and_holds_up_nobody(office: Hub) -> None:
    await office.projected([one for one in PROJECTIONS if one.name != "zones"])
    assert (await asked(office, "/health")).status_code == 503
    await office.store.stop(await office.store.begin(Zones()), "FoldFailed: at 1")
    answer = await asked(office, "/health")
    assert answer.status_code == 200
    assert answer.json()["stopped"] == {"zones": "FoldFailed: at 1"}


async def test_metrics_count_what_failed(troubled: Hub) -> None:
    told = (await asked(troubled, "/metrics")).text
    assert 'soms_projection_parked_subjects{projection="zones"} 1.0' in told
    assert 'soms_projection_stopped{projection="devices"} 1.0' in told
    assert 'soms_projection_stopped{projection="zones"} 0.0' in told
    assert 'soms_reactor_stopped{reactor="climate"} 1.0' in told
