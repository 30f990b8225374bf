"""What became of a command, for those who look."""

from events.devices import (
    CommandFailed,
    CommandRequested,
    CommandSent,
    CommandSucceeded,
    CommandTimedOut,
)
from events.envelope import Recorded
from events.payload import Payload
from projections.commands import Command, Commands
from tests.unit.story import folded, recorded

ASKED = CommandRequested(request_id="a", device="hvac_01", tool="set_fan")
SENT = CommandSent(request_id="a", device="hvac_01")
DONE = CommandSucceeded(request_id="a", device="hvac_01")
BROKEN = CommandFailed(request_id="a", device="hvac_01", message="broken")
UP = CommandTimedOut(request_id="a", device="hvac_01", timeout_s=10)


def after(*told: Payload) -> Command:
    events: list[Recorded] = [recorded(one, "device:x", at_s) for at_s, one in enumerate(told)]
    command: Command = folded(Commands(), events)["a"]
    return command


def test_a_command_goes_from_the_wish_to_the_answer() -> None:
    assert after(ASKED).status == "requested"
    assert after(ASKED, SENT).status == "sent"
    assert after(ASKED, SENT, DONE).status == "succeeded"
    assert (after(ASKED, SENT, BROKEN).status, after(ASKED, SENT, BROKEN).message) == (
        "failed",
        "broken",
    )


def test_an_answer_after_the_time_was_up_is_told_as_late() -> None:
    late = after(ASKED, SENT, UP, DONE)
    assert (late.status, late.late_answer) == ("timed_out", "succeeded")
    assert after(ASKED, SENT, UP, BROKEN, DONE).late_answer == "failed"


def test_what_was_answered_does_not_time_out() -> None:
    answered = after(ASKED, SENT, DONE, UP)
    assert (answered.status, answered.late_answer) == ("succeeded", None)


def test_another_device_answers_nothing() -> None:
    stranger = CommandSucceeded(request_id="a", device="evil_01")
    assert after(ASKED, SENT, stranger).status == "sent"
    assert after(ASKED, UP, stranger).late_answer is None


def test_an_answer_to_nothing_is_nothing() -> None:
    assert folded(Commands(), [recorded(DONE, "device:x", 0)]) == {}
