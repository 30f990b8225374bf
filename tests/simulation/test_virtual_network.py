"""The simulated network and broker do what bad networks and brokers do, and nothing worse."""

from services.simulator.chance import Hazards
from services.simulator.network import Broker, Link, VirtualClock


def through(hazards: Hazards, count: int = 200, seed: int = 1) -> list[bytes]:
    """What arrives of so many messages, one a second."""
    clock = VirtualClock(0)
    arrived: list[bytes] = []
    link = Link(seed, "up", clock, lambda _topic, payload: arrived.append(payload))
    link.hazards = hazards
    for number in range(count):
        link.send("t", b"%03d" % number)
        clock.now += 1
        link.deliver()
    clock.now += hazards.longest_delay_s
    link.deliver()
    assert link.idle
    return arrived


def test_a_calm_link_delivers_everything_once_and_in_order() -> None:
    arrived = through(Hazards())
    assert arrived == sorted(set(arrived))
    assert len(arrived) == 200


def test_a_rough_link_drops_doubles_and_reorders() -> None:
    arrived = through(Hazards(drop=0.2, duplicate=0.2, delay=0.2))
    assert len(set(arrived)) < 200
    assert len(arrived) > len(set(arrived))
    assert arrived != sorted(arrived)


def test_the_same_seed_gives_the_same_misfortunes() -> None:
    hazards = Hazards(drop=0.2, duplicate=0.2, delay=0.2)
    assert through(hazards, seed=7) == through(hazards, seed=7) != through(hazards, seed=8)


def test_nothing_passes_during_an_outage() -> None:
    clock = VirtualClock(0)
    arrived: list[bytes] = []
    link = Link(1, "up", clock, lambda _topic, payload: arrived.append(payload))
    link.fail_for(10)
    link.send("t", b"lost")
    clock.now += 10
    link.send("t", b"passes")
    link.deliver()
    assert arrived == [b"passes"]


def test_a_broker_owes_a_message_until_it_is_acknowledged() -> None:
    broker = Broker()
    broker.receive("t", b"1")
    broker.receive("t", b"2")
    first, second = broker.deliver(10)
    assert broker.deliver(10) == []
    broker.acknowledge(first)
    broker.session_resumed()
    assert broker.deliver(10) == [second]


def test_a_broker_that_crashes_forgets() -> None:
    broker = Broker()
    broker.receive("t", b"1")
    broker.retained["r"] = b"x"
    broker.crash()
    assert broker.idle
    assert not broker.retained
