"""Devices gain experience by the tasks of their zone, once for each."""

from dataclasses import replace

import pytest

from events.devices import XpGranted
from events.payload import Payload
from handlers.credits.experience import ExperienceReactor
from tests.unit.handlers.credits.stories import (
    accepted,
    cancelled,
    completed,
    created,
    of_draft,
    registered,
    xp_granted,
)
from tests.unit.story import Story


@pytest.fixture
def story() -> Story:
    return Story(ExperienceReactor()).given(registered("b"), registered("a"))


def gains(made: list[Payload]) -> list[tuple[str, int, str]]:
    return [(xp.device, xp.amount, xp.reason) for xp in made if isinstance(xp, XpGranted)]


def test_every_device_of_the_zone_gains_when_a_task_begins(story: Story) -> None:
    story.given(registered("far", "lab"))
    made = story.when(created(zone="main"))
    assert gains(made) == [("a", 10, "task_created"), ("b", 10, "task_created")]


def test_and_twice_as_much_when_it_is_done(story: Story) -> None:
    story.given(created(zone="main"), accepted(person=5))
    made = story.when(completed(), completed())
    assert gains(made) == [("a", 20, "task_completed"), ("b", 20, "task_completed")]


def test_the_event_is_about_the_device_and_tagged_with_the_task(story: Story) -> None:
    draft, _ = story.reactor.step(story.state, created(zone="main"))
    assert (draft.subject, draft.tags) == ("device:a", ("task:42",))


@pytest.mark.parametrize("zone", ["mai", "main2", "m_in", "%", None])
def test_a_zone_is_matched_to_the_letter(story: Story, zone: str | None) -> None:
    assert story.when(created(zone=zone)) == []


def test_a_device_that_takes_no_part_gains_nothing(story: Story) -> None:
    story.given(registered("a", active=False))
    assert [device for device, *_ in gains(story.when(created(zone="main")))] == ["b"]


def test_a_device_that_an_operator_did_not_register_gains_nothing() -> None:
    story = Story(ExperienceReactor()).given(registered("own", command=None))
    assert story.when(created(zone="main")) == []


def test_a_task_that_ends_undone_gives_nothing(story: Story) -> None:
    story.given(created(zone="main"), accepted(person=5))
    assert story.when(cancelled(), completed()) == []


def test_what_was_granted_by_hand_is_not_granted_again(story: Story) -> None:
    story.given(xp_granted("a", 10, 42, "task_created"))
    assert gains(story.when(created(zone="main"))) == [("b", 10, "task_created")]
    story.given(accepted(person=5), xp_granted("b", 20, 42, "task_completed"))
    assert gains(story.when(completed())) == [("a", 20, "task_completed")]


def test_its_own_grants_tell_it_nothing(story: Story) -> None:
    drafts = story.reactor.step(story.state, created(zone="main"))
    before = dict(story.state.rows())
    story.given(*(replace(of_draft(draft)) for draft in drafts))
    assert story.state.rows() == before
