"""What devices wish for, at what the office offers for it."""

from events.tasks import Requested
from handlers.dialects import Translator
from tests.unit.dialects.speaking import said

TOPIC, WISH = "office/main/tasks/request", {"issue": "whiteboard_dirty", "bounty_milli": 9}
READING = ("office/main/sensor/env_01/temperature", {"value": 20.0})


def test_a_device_cannot_name_a_price() -> None:
    (wish,) = said(TOPIC, WISH)
    assert isinstance(wish.data, Requested)
    assert wish.data.bounty_milli is None


def test_without_credits_a_wish_is_worth_nothing() -> None:
    (wish,) = said(TOPIC, WISH, Translator(bounty_milli=0))
    assert isinstance(wish.data, Requested)
    assert wish.data.bounty_milli == 0
    (usual,) = said(TOPIC, WISH)
    assert wish._replace(data=usual.data) == usual


def test_readings_are_as_ever() -> None:
    assert said(*READING, Translator(bounty_milli=0)) == said(*READING)
