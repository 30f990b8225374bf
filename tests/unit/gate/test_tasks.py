"""Tasks: what they may cost, where they are, and that none is asked for twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.gate.bounds import Bounds
from handlers.gate.situation import CycleSoFar, Deeds, OpenTask
from tests.unit.gate.office import Office, ago, reason_of, rule_of


@pytest.mark.parametrize("bounty", [500, 5_000])
def test_a_bounty_within_bounds_is_approved(bounty: int) -> None:
    assert rule_of(Office().on_task(bounty=bounty)) is None


@pytest.mark.parametrize("bounty", [-5_000, 0, 499, 5_001, 10**30])
def test_a_bounty_out_of_bounds_is_refused(bounty: int) -> None:
    assert rule_of(Office().on_task(bounty=bounty)) == "bounty_out_of_bounds"


def test_a_policy_may_give_other_bounds() -> None:
    office = Office(bounds=Bounds(bounty_most=2_000))
    assert reason_of(office.on_task(bounty=3_000)) == "bounty is 3000; allowed: 500 to 2000"


@pytest.mark.parametrize(("urgency", "rule"), [(-1, "urgency_out_of_bounds"), (0, None), (4, None)])
def test_an_urgency_lies_between_0_and_4(urgency: int, rule: str | None) -> None:
    assert rule_of(Office().on_task(urgency=urgency)) == rule
    assert rule_of(Office().on_task(urgency=5)) == "urgency_out_of_bounds"


def test_a_title_need_not_be_japanese() -> None:
    assert rule_of(Office().on_task(title="Open a window")) is None


@pytest.mark.parametrize("field", ["title", "description"])
def test_text_that_is_blank_is_refused(field: str) -> None:
    assert rule_of(Office().on_task(**{field: " \u3000"})) == "text_blank"


@pytest.mark.parametrize(
    "text", ["\u3164\u2800", "\u115f", "\uffa0", "\ufe0f", "\u0301", "…！", "🙇"]
)
def test_text_without_a_letter_or_a_digit_is_blank(text: str) -> None:
    assert rule_of(Office().on_task(title=text)) == "text_blank"
    assert rule_of(Office().on_speech(text)) == "text_blank"
    assert rule_of(Office().on_task(title=f"3{text}")) is None


@pytest.mark.parametrize("unseen", ["\u202e", "\u200b", "\x1b", "\ufeff", "\U000e0041", "\n", "\0"])
def test_a_title_with_what_cannot_be_seen_is_refused(unseen: str) -> None:
    assert rule_of(Office().on_task(title=f"窓を{unseen}開ける")) == "text_not_plain"


def test_a_description_may_have_lines_and_emoji() -> None:
    assert rule_of(Office().on_task(description="一行目\n二行目\u3000🙇\u200d♂️")) is None


def test_a_zone_that_does_not_exist_is_refused() -> None:
    assert rule_of(Office().on_task(zone="moon")) == "zone_unknown"
    assert rule_of(Office().judge("get_zone_status", {"zone_id": "moon"})) == "zone_unknown"
    assert rule_of(Office().judge("get_zone_status", {"zone_id": "main"})) is None


def test_the_same_title_in_the_same_zone_is_a_duplicate() -> None:
    office = Office(tasks=[OpenTask("窓を開けてください", "main")])
    assert rule_of(office.on_task(zone="main")) == "task_duplicate"
    assert rule_of(office.on_task(zone="meeting")) is None
    assert rule_of(office.on_task()) is None


def test_a_task_that_the_intake_would_take_the_wish_for_is_a_duplicate() -> None:
    """It goes by the location, which a person may name, and the model never does."""
    office = Office(tasks=[OpenTask("窓を開けてください", "main", location="Office")])
    assert rule_of(office.on_task()) == "task_duplicate"
    assert rule_of(office.on_task(zone="main")) == "task_duplicate"
    assert rule_of(office.on_task(zone="meeting")) is None
    nowhere = Office(tasks=[OpenTask("窓を開けてください", None, location="meeting")])
    assert rule_of(nowhere.on_task(zone="meeting")) == "task_duplicate"
    assert rule_of(nowhere.on_task(zone="main")) is None


def test_a_title_that_only_looks_different_is_the_same() -> None:
    office = Office(tasks=[OpenTask("\uff2f\uff30\uff25\uff2e the window", "main")])
    assert rule_of(office.on_task(title="open  THE\u3000window", zone="main")) == "task_duplicate"


UNSEEN = st.sampled_from(
    "\ufe0f\ufe00\u034f\u180b\u3164\u115f\u1160\uffa0\u2800\u200d\U000e0100 \u3000"
)


@given(st.text(UNSEEN, max_size=3), st.text(UNSEEN, max_size=3), st.integers(0, 11))
def test_a_title_with_what_nobody_sees_in_it_is_the_same(one: str, two: str, place: int) -> None:
    title = "ドアと窓を開けてください"
    office = Office(tasks=[OpenTask(title[:place] + one + title[place:] + two, "main")])
    assert rule_of(office.on_task(title=title, zone="main")) == "task_duplicate"


def test_a_title_with_marks_over_its_letters_is_the_same() -> None:
    office = Office(tasks=[OpenTask("Open the window", "main")])
    assert rule_of(office.on_task(title="Ope\u0301n the window\u20dd", zone="main")) == (
        "task_duplicate"
    )


def test_titles_that_differ_by_a_voiced_sound_are_two() -> None:
    office = Office(tasks=[OpenTask("カスを捨てる", "main")])
    assert rule_of(office.on_task(title="カ\u3099スを捨てる", zone="main")) is None


def test_a_task_without_a_zone_is_a_duplicate_by_its_title() -> None:
    office = Office(tasks=[OpenTask("窓を開けてください", None, ("environment",))])
    assert rule_of(office.on_task()) == "task_duplicate"
    assert rule_of(office.on_task(title="換気", task_types=["environment"])) is None


@pytest.mark.parametrize(
    ("kind", "rule"), [("environment", "task_duplicate"), ("general", None), ("urgent", None)]
)
def test_a_type_in_common_is_a_duplicate_if_it_says_what_is_to_be_mended(
    kind: str, rule: str | None
) -> None:
    office = Office(tasks=[OpenTask("換気してください", "main", (kind, "supply"), "co2")])
    assert rule_of(office.on_task(zone="main", task_types=[kind])) == rule


def test_two_troubles_of_one_type_are_two_tasks() -> None:
    cooling = OpenTask("室温を下げてください", "main", ("environment",), "temperature")
    office = Office(tasks=[cooling])
    assert rule_of(office.on_task(zone="main", task_types=["environment"])) is None


def test_ten_tasks_an_hour_are_enough() -> None:
    nine = [ago(60 * number) for number in range(9)]
    longer_ago = ago(3_601)
    office = Office(deeds=Deeds(tasks_created=(*nine, longer_ago)))
    assert rule_of(office.on_task()) is None
    office = Office(deeds=Deeds(tasks_created=(*nine, ago(3_599))))
    assert rule_of(office.on_task()) == "tasks_per_hour"


def test_two_tasks_a_cycle_are_enough() -> None:
    assert rule_of(Office(cycle=CycleSoFar(tasks=1)).on_task()) is None
    assert rule_of(Office(cycle=CycleSoFar(tasks=2)).on_task()) == "tasks_per_cycle"


def test_what_is_wrong_anyway_is_not_refused_for_its_frequency() -> None:
    """H-5: what failed validation used up a slot."""
    office = Office(deeds=Deeds(tasks_created=tuple(ago(1) for _ in range(10))))
    assert rule_of(office.on_task(bounty=9)) == "bounty_out_of_bounds"


def test_words_alone_get_no_large_sums_offered() -> None:
    office = Office(tainted=True)
    assert rule_of(office.on_task(zone="meeting", bounty=1_001)) == "tainted_bounty"
    assert rule_of(office.on_task(bounty=1_001)) == "tainted_bounty"
    assert rule_of(office.on_task(zone="meeting", bounty=1_000)) is None
    assert rule_of(office.on_task(zone="main", bounty=5_000)) is None
