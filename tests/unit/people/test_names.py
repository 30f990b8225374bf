"""What people may be called, and which names count as the same."""

import pytest

from services.people.names import InvalidName, display_name_of, sameness, username_of


@pytest.mark.parametrize("name", ["alice", "山田太郎", "O'Brien-Smith", "a", "x" * 64, "two words"])
def test_people_are_called_many_things(name: str) -> None:
    assert username_of(name) == name
    assert display_name_of(name) == name


def test_spaces_around_a_name_are_none_of_it() -> None:
    assert username_of("  alice\n") == "alice"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "empty"),
        (" \t", "empty"),
        ("x" * 65, "64"),
        ("a\x00b", "control"),
        ("a\u200bb", "invis"),
    ],
)
def test_what_nobody_can_be_called_is_refused_with_the_reason(name: str, reason: str) -> None:
    with pytest.raises(InvalidName, match=reason) as refused:
        username_of(name)
    assert refused.value.field == "username"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alice", "alice"),
        ("STRASSE", "straße"),
        ("\uff4b\uff45\uff4e", "ken"),
        ("e\u0301ric", "\u00e9ric"),
    ],
)
def test_names_that_look_the_same_are_the_same(one: str, other: str) -> None:
    assert sameness(one) == sameness(other)


def test_other_names_are_others() -> None:
    assert sameness("alice") != sameness("alicia")
