"""Speech: seldom in each zone, seldom at all, and never at night."""

import pytest

from handlers.gate.bounds import Bounds
from handlers.gate.situation import CycleSoFar, Deeds
from tests.unit.gate.office import NOW, Office, ago, reason_of, rule_of


def test_what_is_blank_is_not_said() -> None:
    assert rule_of(Office().on_speech("")) == "arguments"
    assert rule_of(Office().on_speech(" \u3000 ")) == "text_blank"


def test_a_policy_may_ask_for_shorter_utterances() -> None:
    office = Office(bounds=Bounds(speech_characters=10))
    assert rule_of(office.on_speech("あ" * 11)) == "speech_too_long"
    assert rule_of(office.on_speech("あ" * 10)) is None


def test_a_zone_that_is_made_up_does_not_get_round_the_limits() -> None:
    assert rule_of(Office().on_speech(zone="balcony")) == "zone_unknown"


def test_a_zone_hears_something_every_five_minutes_at_most() -> None:
    office = Office(deeds=Deeds(spoken={"main": ago(299)}))
    verdict = office.on_speech(zone="main")
    assert rule_of(verdict) == "speech_too_soon"
    assert "299 s ago; allowed: 300 s apart" in reason_of(verdict)
    assert rule_of(office.on_speech(zone="meeting")) is None
    assert rule_of(Office(deeds=Deeds(spoken={"main": ago(300)})).on_speech(zone="main")) is None


def test_what_was_said_everywhere_was_heard_in_every_zone() -> None:
    office = Office(deeds=Deeds(spoken={"": ago(10), "main": ago(4_000)}))
    assert rule_of(office.on_speech(zone="main")) == "speech_too_soon"
    assert rule_of(office.on_speech(zone="meeting")) == "speech_too_soon"


def test_what_is_to_be_said_everywhere_waits_for_every_zone() -> None:
    office = Office(deeds=Deeds(spoken={"main": ago(4_000), "meeting": ago(10)}))
    assert rule_of(office.on_speech()) == "speech_too_soon"


def test_zones_in_turn_do_not_get_round_the_limit_of_all() -> None:
    office = Office(deeds=Deeds(spoken_at=tuple(ago(290 * number) for number in range(12))))
    assert rule_of(office.on_speech(zone="garden")) == "utterances_per_hour"


def test_one_utterance_a_cycle_is_enough() -> None:
    office = Office(cycle=CycleSoFar(utterances=1))
    assert rule_of(office.on_speech()) == "utterances_per_cycle"


@pytest.mark.parametrize("tone", ["neutral", "caring", "humorous", "alert"])
def test_nothing_is_spoken_in_quiet_hours_in_any_tone(tone: str) -> None:
    assert rule_of(Office(quiet_hours=True).on_speech(tone=tone)) == "quiet_hours"
    assert rule_of(Office().on_speech(tone=tone)) is None


def test_a_clock_that_is_wrong_gives_no_freedom() -> None:
    tomorrow = NOW + (NOW - ago(86_400))
    assert rule_of(Office(deeds=Deeds(spoken={"": tomorrow})).on_speech()) == "speech_too_soon"
