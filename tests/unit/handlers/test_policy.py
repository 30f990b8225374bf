"""A policy file: what it may say, and how it is told what it may not."""

import pytest

from handlers.gate.bounds import DEFAULT_BOUNDS
from handlers.policy import DEFAULT_POLICY, InvalidPolicy, parse_policy
from handlers.registry import REACTORS, reactors
from handlers.world.thresholds import DEFAULT


def test_a_policy_that_says_nothing_is_the_built_in_one() -> None:
    assert parse_policy("") == DEFAULT_POLICY
    assert parse_policy("{}") == DEFAULT_POLICY


def test_thresholds_stand_at_the_top_and_the_gates_bounds_in_their_table() -> None:
    policy = parse_policy("spike = 2.0\n[gate]\nbounty_most = 3000\nspeech_apart_s = 60")
    assert policy.thresholds.spike == 2.0
    assert policy.thresholds.limits == DEFAULT.limits
    assert policy.bounds.bounty_most == 3_000
    assert policy.bounds.speech_apart_s == 60.0
    assert policy.bounds.bounty_least == DEFAULT_BOUNDS.bounty_least


def test_json_says_the_same() -> None:
    assert parse_policy('{"gate": {"tasks_per_hour": 5}}').bounds.tasks_per_hour == 5


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[gate]\nbounty_mst = 1", "gate.'bounty_mst' is not one of bounty_least, bounty_most"),
        ("spik = 1", "'spik' is not one of gate, leaps, limits"),
        ("[gate]\nbounty_most = true", "gate.bounty_most: Input should be a valid integer, got"),
        ("[gate]\nbounty_most = '9'", "gate.bounty_most: Input should be a valid integer, got"),
        ("[gate]\nbounty_most = 20001", "gate.bounty_most: Input should be less than or equal to"),
        ("[gate]\ntasks_per_hour = -1", "gate.tasks_per_hour: Input should be greater than or eq"),
        ("[gate]\npump_most_s = nan", "gate.pump_most_s: Input should be a finite number, got n"),
        ("[gate]\npump_most_s = 0", "gate.pump_most_s: Input should be greater than 0, got 0"),
        ("[gate]\nspeech_characters = 71", "gate.speech_characters: Input should be less than or"),
        ("gate = 3", "gate is 3; allowed: a table of the gate's bounds"),
        (
            "[gate]\nbounty_most = 600",
            "gate.bounty_most_tainted is 1000, allowed: at most bounty_most, 600",
        ),
        (
            "[gate]\ntemperature_least_c = 29",
            "gate.temperature_least_c is 29.0, allowed: at most temperature_most_c, 28.0",
        ),
        ("spike = 'x'", "spike: Input should be a valid number"),
        ("[", "neither TOML nor JSON"),
        ("{", "neither TOML nor JSON"),
    ],
)
def test_what_is_wrong_is_named(text: str, reason: str) -> None:
    with pytest.raises(InvalidPolicy) as refusal:
        parse_policy(text)
    assert refusal.value.reason.startswith(reason)


def test_the_built_in_reactors_decide_by_the_built_in_policy() -> None:
    assert [type(one) for one in reactors(DEFAULT_POLICY)] == [type(one) for one in REACTORS]
