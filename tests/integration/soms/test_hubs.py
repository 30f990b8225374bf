"""A hub that is not there, or is not empty, is called so."""

import pytest

from tests.command import soms


@pytest.mark.parametrize(
    "call",
    [
        ("log", "stats"),
        ("log", "tail"),
        ("log", "verify"),
        ("log", "export"),
        ("project", "status"),
        ("project", "verify"),
        ("replay", "--check"),
        ("mcp",),
    ],
)
@pytest.mark.usefixtures("filled_hub")
def test_a_hub_that_was_never_made_is_named(call: tuple[str, ...]) -> None:
    said = soms(*call, "--hub", "never")
    assert (said.status, said.out) == (2, "")
    assert said.err == "soms: --hub: there is no hub 'never' in this database\n"


@pytest.mark.usefixtures("filled_hub")
def test_a_simulation_is_not_written_into_a_hub_that_holds_something(hub: str) -> None:
    said = soms("simulate", "--into-hub", "--hours", "0.01")
    assert said.status == 2
    assert f"the hub '{hub}' is not empty" in said.err


def test_a_simulation_is_written_into_a_hub_of_its_own(hub: str) -> None:
    assert soms("simulate", "--into-hub", "--hours", "0.01", "--hub", f"{hub}_day").status == 0
