"""R5: no handler and no projection reads a clock, draws at random, or touches the outside."""

import builtins
import random
import socket
import time
import uuid
from collections.abc import Callable
from typing import Any, NoReturn

import pytest

from events.devices import CameOnline, HeartbeatReceived, Registered, TrustChanged, WentOffline
from events.envelope import Recorded, caused_events
from handlers.reactor import Reactor
from handlers.registry import REACTORS
from projections.projection import Projection, State
from projections.registry import PROJECTIONS
from tests.unit.handlers.credits.stories import (
    accepted,
    claim_issued,
    claim_redeemed,
    completed,
    created,
    registered,
    xp_granted,
)
from tests.unit.story import reading, recorded

CHANNELS = ("temperature", "humidity", "co2", "motion", "door", "battery_mv")


def a_varied_hour() -> list[Recorded]:
    readings = [
        reading(channel, (at * 37 % 50) * (40 if channel == "co2" else 1), at, device=f"d{at % 5}")
        for at in range(0, 3_600, 10)
        for channel in CHANNELS
    ]
    beats = [
        recorded(HeartbeatReceived(device="d0", boot="a", seq=at), "device:d0", at)
        for at in range(1, 3_600, 60)
    ]
    work = [
        registered("d0"),
        xp_granted("d0", 500, 7, "task_created"),
        *(step for number in range(1, 5) for step in a_task(number)),
    ]
    return [*work, *sorted([*a_helper("d1"), *readings, *beats], key=lambda event: event.time)]


def a_helper(device: str) -> list[Recorded]:
    """A device that may be commanded, and that goes away at last."""
    told = (
        CameOnline(device=device, zone="main"),
        Registered(device=device, zone="main", capabilities=("set_power", "set_temperature")),
        TrustChanged(device=device, trusted=True),
    )
    gone = WentOffline(device=device, zone="main", silent_s=0)
    return [
        *(recorded(data, f"device:{device}", 0) for data in told),
        recorded(gone, f"device:{device}", 1_800),
    ]


def a_task(number: int) -> list[Recorded]:
    """Done; every other one by nobody knows whom."""
    person = number if number % 2 else None
    claim = [claim_issued(number), claim_redeemed(number, 5)] if person is None else []
    return [created(number, zone="main"), accepted(number, person), completed(number), *claim]


def forbidden(what: str) -> Callable[..., NoReturn]:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError(f"{what} was used")

    return refuse


@pytest.fixture
def no_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in (
        (time, "time"),
        (time, "monotonic"),
        (time, "time_ns"),
        (random, "random"),
        (uuid, "uuid4"),
        (socket, "socket"),
        (builtins, "open"),
    ):
        monkeypatch.setattr(module, name, forbidden(f"{module.__name__}.{name}"))


@pytest.mark.parametrize("reactor", REACTORS, ids=lambda one: one.name)
def test_a_reactor_decides_from_state_and_cause_alone(
    reactor: Reactor[Any], no_outside: None
) -> None:
    def decide() -> list[bytes]:
        state: State[Any] = State()
        return [
            made.data.to_json()
            for event in a_varied_hour()
            if event.type in reactor.handles
            for made in caused_events(event, reactor.name, reactor.step(state, event))
        ]

    assert decide() == decide()


@pytest.mark.parametrize("projection", PROJECTIONS, ids=lambda one: one.name)
def test_a_projection_folds_from_rows_and_event_alone(
    projection: Projection[Any], no_outside: None
) -> None:
    state: State[Any] = State()
    for event in a_varied_hour():
        if event.type in projection.handles:
            projection.apply(state, event)
