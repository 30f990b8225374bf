"""What no log can hold and no CloudEvent can say is refused before it is appended."""

from datetime import UTC, datetime

import pytest

from events.envelope import Event
from events.errors import InvalidCloudEvent
from events.eventlog.prepared import DATA_LIMIT, NAME_LIMIT, prepare
from events.identity import Subject, new_id
from events.log import MessageRejected
from events.tasks import Expired

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)


def expired(source: str = "/test", tag: str = "zone:main", actor: str = "person:1") -> Event:
    return Event(
        id=new_id(),
        data=Expired(task=1),
        source=source,
        subject=Subject("task:1"),
        tags=(Subject(tag),),
        actor=Subject(actor),
        time=MORNING,
    )


def saying(text: str) -> Event:
    return Event(
        id=new_id(),
        data=MessageRejected(topic="office", reason="none", payload=text, size=1),
        source="/test",
        subject=Subject("topic:office"),
        time=MORNING,
    )


@pytest.mark.parametrize(
    "source",
    ["", "/edge/\x00", "/edge/\ud800", "/" + "x" * NAME_LIMIT, "é" * (NAME_LIMIT // 2 + 1)],
)
def test_a_source_that_cannot_be_written_is_refused(source: str) -> None:
    with pytest.raises(InvalidCloudEvent):
        prepare(expired(source))


@pytest.mark.parametrize("which", ["tag", "actor"])
def test_so_is_any_other_name(which: str) -> None:
    with pytest.raises(InvalidCloudEvent, match="longer"):
        prepare(expired(**{which: "z" * NAME_LIMIT + ":x"}))


def test_the_longest_name_is_taken() -> None:
    prepare(expired("/" + "x" * (NAME_LIMIT - 1)))


def test_a_text_with_a_nul_is_refused_for_no_view_could_hold_it() -> None:
    with pytest.raises(InvalidCloudEvent, match=r"U\+0000"):
        prepare(saying("a\x00b"))


@pytest.mark.parametrize("text", ["\\u0000", "\\\\u0000", "u0000", "\x01"])
def test_a_text_that_only_looks_like_it_is_taken(text: str) -> None:
    prepare(saying(text))


def test_more_data_than_any_log_takes_is_refused() -> None:
    with pytest.raises(InvalidCloudEvent, match="bytes"):
        prepare(saying("x" * DATA_LIMIT))
