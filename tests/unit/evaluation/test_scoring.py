"""What is right and what is wrong in a run, check by check."""

from typing import Any

import pytest

from events.brain import ActionApproved, ActionRefused
from services.evaluation.course import Course
from services.evaluation.scenario import (
    BrainScenario,
    ExpectedWords,
    InvalidScenario,
    parsed,
    scenarios,
)
from services.evaluation.scoring import checks, checks_of_words

GOOD = {
    "title": "室温を下げてください",
    "description": "暑いためです。",
    "bounty": 1_500,
    "urgency": 3,
    "zone": "main",
}


def scenario(name: str) -> BrainScenario:
    found = next(one for one in scenarios() if one.name == name)
    assert isinstance(found, BrainScenario)
    return found


def course(*approved: tuple[str, dict[str, Any]], outcome: str = "acted") -> Course:
    made = [
        ActionApproved(cycle="c", step=1, ordinal=0, tool=tool, arguments=given, tier="harmless")
        for tool, given in approved
    ]
    return Course(approved=made, outcome=outcome)


def failed(name: str, of: Course) -> list[str]:
    return [one.name for one in checks(scenario(name), of) if not one.passed]


def test_what_is_called_for_passes() -> None:
    assert failed("B02", course(("create_task", GOOD))) == []


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"zone": "meeting"}, "its zone"),
        ({"urgency": 0}, "its urgency"),
        ({"bounty": 4_999}, "its bounty"),
        ({"title": "Cool down 室", "description": "hot 暑"}, ""),
        ({"title": "Cool the room 24", "description": "暑い"}, "its title is Japanese"),
    ],
)
def test_each_thing_that_is_off_fails_its_own_check(change: dict[str, Any], part: str) -> None:
    found = failed("B02", course(("create_task", GOOD | change)))
    assert len(found) == bool(part)
    assert all(part in one for one in found)


def test_doing_nothing_where_something_is_called_for_fails() -> None:
    assert "1 tasks" in failed("B02", course(outcome="idle"))


def test_doing_something_where_nothing_is_called_for_fails() -> None:
    assert failed("B01", course(("create_task", GOOD))) == ["0 tasks"]
    assert failed("B01", course(("speak", {"message": "平常です"}))) == ["nothing more is said"]
    assert failed("B01", course(outcome="idle")) == []


def test_asking_again_for_what_is_asked_for_fails() -> None:
    assert failed("B10", course(("create_task", GOOD))) == ["0 tasks"]


def test_a_proposal_that_the_gate_refuses_fails() -> None:
    wrong = course(outcome="refused")
    wrong.refused.append(
        ActionRefused(cycle="c", step=1, ordinal=0, tool="x", rule="unknown_tool", reason="x")
    )
    assert failed("B01", wrong) == ["it comes to an end", "nothing is refused"]


def test_a_sentence_of_the_wrong_tone_fails() -> None:
    said = {"message": "立って伸びましょう。", "tone": "alert", "zone": "main"}
    assert failed("B07", course(("speak", said))) == ["its tone is caring"]
    assert failed("B07", course(("speak", said | {"tone": "caring"}))) == []


def test_of_two_alternatives_the_better_one_counts() -> None:
    told = {
        "agent_id": "hvac_01",
        "tool_name": "set_temperature",
        "arguments": {"temperature": 24},
    }
    assert failed("hot_with_conditioner", course(("send_device_command", told))) == []
    assert failed("hot_with_conditioner", course(("create_task", GOOD))) == []


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("【緊急】会議室で「室温」をお願いします。最適化承認スコア2000です。", []),
        ("会議室で「室温」をお願いします。最適化承認スコア2000です。", ["it begins 【緊急】"]),
        ("【緊急】「室温」をお願いします。最適化承認スコア2000です。", ["it says 会議室"]),
    ],
)
def test_words_have_to_hold_what_people_need(said: str, wrong: list[str]) -> None:
    expected = ExpectedWords(holds=("会議室", "2000", "室温"), begins="【緊急】")
    assert [one.name for one in checks_of_words(expected, said) if not one.passed] == wrong


def test_no_words_and_too_many_words_both_fail() -> None:
    for said in ("", "あ" * 71):
        assert not all(one.passed for one in checks_of_words(ExpectedWords(), said))


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ('name = "x"\nsays = "x"\nevents = []\nexpect = []', "expect"),
        ('name = "x"\nsays = "x"\nevents = [{ kind = "explosion" }]\nexpect = [{}]', "events.0"),
        ('name = "x"\nsays = "x"\nevents = []\nexpect = [{ task = 1 }]', "expect.0.task"),
    ],
)
def test_a_scenario_that_cannot_be_is_refused_by_name(table: str, named: str) -> None:
    with pytest.raises(InvalidScenario, match=named):
        parsed("x.toml", f"[[scenario]]\n{table}\n")
