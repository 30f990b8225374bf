"""The peer gets the same events, and reads what it was given as its own."""

import pytest

pytest.importorskip("eventsourcing", reason="the peer is not installed")

from services.soms.bench import peer
from services.soms.bench.peer_event import Told
from services.soms.bench.readings import readings


def test_the_peers_mapper_reads_every_event_and_would_have_stored_the_same_bytes() -> None:
    events = readings(3)
    mapper = peer.mapper()
    stored = peer.stored(events, {})
    told = [mapper.to_domain_event(one) for one in stored]
    assert [one.timestamp for one in told if isinstance(one, Told)] == [
        event.time for event in events
    ]
    assert [mapper.to_stored_event(one) for one in told] == stored


def test_the_events_of_a_stream_are_numbered() -> None:
    versions: dict[str, int] = {}
    events = readings(1) * 2
    numbers = [one.originator_version for one in peer.stored(events, versions)]
    assert numbers == [1, 2]
    assert [one.originator_version for one in peer.stored(events[:1], versions)] == [3]
