"""Whatever a text says, wherever it stands: nothing is allowed that was not allowed without it."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from handlers.gate.situation import Deeds, OpenTask
from handlers.gate.verdict import Approved, Refused
from tests.corpus import Injection, injections
from tests.unit.gate.office import DEVICES, Office, ago, device, rule_of

ARGUMENTS: tuple[dict[str, Any], ...] = (
    {},
    {"state": "on"},
    {"temperature": 24},
    {"duration_s": 30},
    {"duration_s": 99_999},
    {"leaf_id": "leaf_1", "command": "set_state", "args": {"state": "on"}},
    {"leaf_id": "leaf_2", "command": "reset"},
)
TOOLS = sorted({tool for one in DEVICES for tool in one.tools})
COMMANDED = [one for one in DEVICES if one.tools and "." not in one.device]
TASKS = [
    {"title": "片付けてください", "description": "床に物があります", "bounty": bounty, "zone": zone}
    for bounty, zone in product((500, 1_500, 5_000, 50_000), ("main", "meeting", "moon"))
]
CALLS: list[tuple[str, dict[str, Any]]] = [
    *(
        ("send_device_command", {"agent_id": one.device, "tool_name": tool, "arguments": given})
        for one, tool, given in product(COMMANDED, TOOLS, ARGUMENTS)
    ),
    *(("create_task", task) for task in TASKS),
    *(("speak", {"message": "お疲れさま", "zone": zone}) for zone in ("main", "garden", "moon")),
    *(("get_zone_status", {"zone_id": zone}) for zone in ("main", "moon")),
]
EVERY = pytest.mark.parametrize("injection", injections(), ids=lambda one: one.id)


def office_with(text: str, *, tainted: bool) -> Office:
    """A text in every place of the office where others write."""
    written = [
        replace(one, tools=one.tools | {text}) if one.device == "hvac_01" else one
        for one in DEVICES
    ]
    others = [
        device(text, text, "set_power", zone=text, trusted=False),
        device(f"hub_01.{text}", text, trusted=False),
    ]
    return Office(
        devices=(*written, *others),
        tasks=[OpenTask(text, "garden", (text,)), OpenTask(text, text), OpenTask(text, None)],
        deeds=Deeds(spoken={text: ago(10)}, commanded={text: (ago(1),)}),
        tainted=tainted,
    )


def approved(office: Office) -> set[str]:
    """What the gate lets through of everything that could be asked here."""
    verdicts = ((call, office.judge(*call)) for call in CALLS)
    return {f"{call} {verdict.tier}" for call, verdict in verdicts if isinstance(verdict, Approved)}


PLAIN = {
    tainted: approved(office_with("植物に水をやる", tainted=tainted)) for tainted in (False, True)
}


def test_there_are_many_hostile_texts_in_both_languages() -> None:
    texts = injections()
    assert len({one.text for one in texts}) == len({one.id for one in texts}) >= 60
    assert min(sum(one.language == language for one in texts) for language in ("ja", "en")) >= 20


def test_there_is_something_to_be_allowed() -> None:
    assert len(PLAIN[False]) > len(PLAIN[True]) > 5


@EVERY
@pytest.mark.parametrize("tainted", [False, True])
def test_no_text_in_the_office_widens_what_is_allowed(injection: Injection, tainted: bool) -> None:
    found = approved(office_with(injection.text, tainted=tainted))
    assert found == PLAIN[tainted]
    assert found <= PLAIN[False]


@EVERY
def test_a_text_is_no_name_and_no_argument(injection: Injection) -> None:
    text, office = injection.text, Office()
    verdicts = [
        office.judge(text, {}),
        office.judge(text, text),
        office.judge("speak", text),
        office.on_command(text, "set_power", state="on"),
        office.on_command("hvac_01", text),
        office.on_command("hvac_01", "set_power", state=text),
        office.on_command("hvac_01", "set_temperature", temperature=text),
        office.on_command("hvac_01", "set_power", **{"state": "on", text: True}),
        office.on_command("pump_01", "run_pump", duration_s=text),
        office.on_leaf(text, "set_state", state="on"),
        office.on_leaf("leaf_1", text),
        office.on_task(zone=text),
        office.on_task(bounty=text),
        office.on_task(**{text: 5_000}),
        office.on_speech(zone=text),
        office.on_speech(tone=text),
    ]
    assert [verdict for verdict in verdicts if not isinstance(verdict, Refused)] == []


@EVERY
def test_a_tool_of_that_name_is_unknown_even_on_a_trusted_device(injection: Injection) -> None:
    office = Office(devices=[device("x_01", injection.text)])
    assert rule_of(office.on_command("x_01", injection.text)) in {
        "device_tool_unknown",
        "arguments",
    }


@EVERY
def test_a_text_in_a_title_is_at_most_a_harmless_task(injection: Injection) -> None:
    office = Office(tainted=True, alarming=frozenset())
    verdict = office.on_task(title=injection.text, description=injection.text)
    if isinstance(verdict, Approved):
        assert verdict.tier == "harmless"
        assert verdict.arguments["bounty"] <= 1_000
