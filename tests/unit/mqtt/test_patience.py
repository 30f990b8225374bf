"""Pauses between attempts to connect: longer each time, until a connection has held."""

from events.mqtt.patience import FIRST_PAUSE_S, LONGEST_PAUSE_S, SETTLED_S, Patience


def test_each_pause_is_twice_the_one_before_up_to_the_longest() -> None:
    patience = Patience(share=lambda: 1.0)
    pauses = [patience.next_pause() for _ in range(8)]
    assert pauses[:3] == [FIRST_PAUSE_S, 2 * FIRST_PAUSE_S, 4 * FIRST_PAUSE_S]
    assert pauses[-2:] == [LONGEST_PAUSE_S] * 2


def test_a_part_of_every_pause_is_left_to_chance() -> None:
    assert Patience(share=lambda: 0.5).next_pause() == FIRST_PAUSE_S / 2


def test_a_connection_that_held_is_made_again_at_once() -> None:
    patience = Patience(share=lambda: 1.0)
    for _ in range(5):
        patience.next_pause()
    assert patience.after(SETTLED_S) == 0
    assert patience.next_pause() == FIRST_PAUSE_S


def test_connections_that_do_not_hold_are_made_more_and_more_slowly() -> None:
    patience = Patience(share=lambda: 1.0)
    assert [patience.after(0.01) for _ in range(3)] == [0.1, 0.2, 0.4]
