"""The page about configuration names every variable, and its default."""

import re
from pathlib import Path

import pytest

from services.settings import Settings

PAGE = (Path(__file__).parents[3] / "docs" / "configuration.md").read_text()
ROW = re.compile(r"^\| `([A-Z0-9_]+)` \|.*\| (?:`([^`]*)` )?\|$", re.MULTILINE)
TOLD = {name: default or "" for name, default in ROW.findall(PAGE)}
DEFAULTS = {str(field.alias): field.get_default(call_default_factory=True)
            for field in Settings.model_fields.values()}  # fmt: skip


def in_words(default: object) -> str:
    """As somebody would set it."""
    if isinstance(default, tuple):
        return ",".join(default)
    return str(default) if default not in (None, {}) else ""


def test_it_names_every_variable_and_no_other() -> None:
    assert TOLD.keys() == DEFAULTS.keys()


@pytest.mark.parametrize("variable", sorted(DEFAULTS))
def test_it_says_what_holds_where_nothing_is_set(variable: str) -> None:
    assert TOLD[variable] == in_words(DEFAULTS[variable])
