"""Broadcasting: everyone hears everything, and nobody slow holds up the rest."""

from services.backend.broadcast import BACKLOG, Broadcast


async def test_every_listener_gets_every_item_sent_after_it_joined() -> None:
    broadcast: Broadcast[int] = Broadcast()
    broadcast.send(0)
    with broadcast.listen() as first, broadcast.listen() as second:
        broadcast.send(1)
        broadcast.send(2)
        broadcast.close()
        assert [item async for item in first] == [1, 2]
        assert [item async for item in second] == [1, 2]


async def test_a_listener_that_is_too_slow_is_let_go_and_others_go_on() -> None:
    broadcast: Broadcast[int] = Broadcast()
    with broadcast.listen() as slow:
        for item in range(BACKLOG + 1):
            broadcast.send(item)
        assert len(broadcast) == 0
        assert len([item async for item in slow]) == BACKLOG


async def test_a_listener_that_leaves_is_forgotten() -> None:
    broadcast: Broadcast[int] = Broadcast()
    with broadcast.listen():
        assert len(broadcast) == 1
    assert len(broadcast) == 0
