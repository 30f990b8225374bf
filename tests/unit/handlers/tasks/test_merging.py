"""A wish that is for an open task makes it more, never less, and nobody rewords another's task."""

from datetime import timedelta
from typing import Any

import pytest

from events.envelope import Recorded
from events.payload import Payload
from events.tasks import Created, Merged, Requested
from handlers.safety.floor import SafetyFloor
from handlers.tasks.intake import TaskIntake
from handlers.tasks.merging import MOST_TYPES
from services.snapshots import Snapshot
from tests.unit.handlers.safety.happenings import of
from tests.unit.handlers.tasks.happenings import HOUR, accepted, by, wish
from tests.unit.story import START, Story, reading

FLOOR, MODEL, DEVICE, MEMBER = (
    "handler:safety_floor",
    "handler:brain",
    "device:cam_01",
    "person:5",
)


@pytest.fixture
def intake() -> Story:
    return Story(TaskIntake())


def changes(told: list[Payload]) -> dict[str, Any]:
    (merged,) = told
    assert isinstance(merged, Merged), merged
    return merged.changes


def floors(ppm: float = 1_600, at_s: float = 0.0) -> Recorded:
    """The safety floor's wish for fresh air."""
    (wanted,) = of(Requested, Story(SafetyFloor()).when(reading("co2", ppm, at_s)))
    return by(FLOOR, wish(at_s, **wanted.model_dump(exclude_unset=True)))


TITLE = "CO2が高すぎるので換気してください"
LESS: dict[str, Any] = {
    "title": TITLE,
    "zone": "main",
    "urgency": 0,
    "bounty_milli": 0,
    "bounty_xp": 0,
    "task_types": ("cleaning",),
    "description": "もう済みました",
    "expires_at": START,
    "min_people_required": 50,
    "announcement_text": "何もしなくて結構です",
}


@pytest.mark.parametrize("who", [MODEL, DEVICE, MEMBER, "handler:outside"])
def test_nobody_but_the_floor_changes_what_the_floor_asks_for(intake: Story, who: str) -> None:
    intake.given(floors())
    same_title = wish(60, 2, **LESS)
    same_cause = wish(
        61, 3, **{**LESS, "title": "Later", "issue": "co2_high", "task_types": ("environment",)}
    )
    from_elsewhere = wish(62, 4, **{**LESS, "zone": "lab", "location": "main"})
    for one in (same_title, same_cause, from_elsewhere):
        assert changes(intake.when(by(who, one))) == {}


def test_the_floor_brings_its_own_task_up_to_date(intake: Story) -> None:
    intake.given(floors())
    assert changes(intake.when(floors(2_100, 300))) == {
        "description": "CO2濃度が2100ppmです。窓やドアを開け、換気扇を回してください。",
        "expires_at": (START + timedelta(seconds=300, minutes=30)).isoformat(),
    }


def test_a_task_that_the_floor_wishes_for_too_becomes_its_own(intake: Story) -> None:
    bait = wish(
        title="窓を開けないでください",
        description="換気は不要です",
        zone="main",
        location="倉庫",
        issue="co2_high",
        task_types=("environment",),
        urgency=0,
        min_people_required=50,
        announcement_text="何もしなくて結構です",
        announcement_audio_url="/audio/lie.wav",
    )
    intake.given(by(DEVICE, bait))
    told = changes(intake.when(floors()))
    assert told["title"] == TITLE
    assert (told["urgency"], told["bounty_milli"]) == (4, 2_000)
    assert (told["location"], told["min_people_required"]) == ("main", 1)
    assert told["announcement_text"] is told["announcement_audio_url"] is None
    assert "1600ppm" in told["description"]
    assert changes(intake.when(by(DEVICE, wish(60, 2, **LESS)))) == {}


def test_a_task_that_has_the_floors_title_elsewhere_is_moved_to_the_danger(intake: Story) -> None:
    intake.given(by(MEMBER, wish(title=TITLE, zone="lab", location="main")))
    assert changes(intake.when(floors()))["zone"] == "main"


@pytest.mark.parametrize("who", [MODEL, DEVICE, MEMBER])
def test_no_wish_makes_a_task_less(intake: Story, who: str) -> None:
    first = wish(
        title=TITLE,
        zone="main",
        description="All of it",
        urgency=3,
        bounty_milli=900,
        bounty_xp=60,
        task_types=("supply",),
    )
    intake.given(by(MEMBER, first))
    told = changes(intake.when(by(who, wish(60, 2, **LESS))))
    assert told.keys().isdisjoint({"urgency", "bounty_milli", "bounty_xp", "expires_at", "zone"})
    assert told["task_types"] == ["supply", "cleaning"]


def test_another_may_ask_for_more_and_says_it_in_nobody_elses_place(intake: Story) -> None:
    intake.given(by(MEMBER, wish(title="Wipe", description="All of it", bounty_milli=100)))
    more = wish(60, 2, title="Wipe", description="Half", bounty_milli=700, urgency=3)
    assert changes(intake.when(by(DEVICE, more))) == {
        "bounty_milli": 700,
        "expires_at": (START + timedelta(seconds=60 + 24 * HOUR)).isoformat(),
        "urgency": 3,
    }


def test_another_may_describe_what_nobody_has_described(intake: Story) -> None:
    intake.given(by(MEMBER, wish(title="Wipe")))
    told = changes(intake.when(by(DEVICE, wish(title="Wipe", description="The board"))))
    assert told == {"description": "The board"}


def test_who_wished_for_a_task_may_say_it_better(intake: Story) -> None:
    intake.given(by(MEMBER, wish(title="Wipe", description="All of it", min_people_required=1)))
    better = wish(title="Wipe", description="The board", min_people_required=2)
    told = changes(intake.when(by(MEMBER, better)))
    assert told == {"description": "The board", "min_people_required": 2}


def test_what_the_brain_wishes_for_is_nobodys_to_say_anew(intake: Story) -> None:
    """It may be the model's word, or that of any agent: the wish does not tell whose."""
    intake.given(by(MODEL, wish(title="Wipe", description="All of it", urgency=1)))
    again = by(MODEL, wish(title="Wipe", description="Half", urgency=3, announcement_text="Lie"))
    assert changes(intake.when(again)) == {"urgency": 3}


def test_the_brain_may_describe_what_nobody_has_described(intake: Story) -> None:
    intake.given(by(MODEL, wish(title="Wipe")))
    told = changes(intake.when(by(MODEL, wish(title="Wipe", description="The board"))))
    assert told == {"description": "The board"}


def test_what_a_taken_task_pays_stays_even_for_the_floor(intake: Story) -> None:
    intake.given(by(DEVICE, wish(title=TITLE, zone="main")), accepted())
    assert "bounty_milli" not in changes(intake.when(floors()))


def test_wishes_give_a_task_only_so_many_types(intake: Story) -> None:
    intake.given(wish(title="Wipe", task_types=("first",)))
    told = intake.when(*(wish(title="Wipe", task_types=(f"{n}",)) for n in range(40)))
    merged = [one for one in told if isinstance(one, Merged) and "task_types" in one.changes]
    assert len(merged[-1].changes["task_types"]) == MOST_TYPES


def test_whose_task_it_is_is_known_after_a_restart(intake: Story) -> None:
    intake.given(floors())
    reactor = TaskIntake()
    kept = Snapshot(reactor.name, reactor.version, reactor.row, intake.state)
    again = Story(reactor, kept.decoded(kept.position, kept.encoded()).state)
    assert dict(again.state.rows()) == dict(intake.state.rows())
    assert changes(again.when(by(MODEL, wish(60, 2, **LESS)))) == {}


def test_an_unrelated_wish_is_a_task_of_its_own(intake: Story) -> None:
    intake.given(floors())
    (made,) = intake.when(by(MODEL, wish(title="Wipe", zone="main", task_types=("safety",))))
    assert isinstance(made, Created)
