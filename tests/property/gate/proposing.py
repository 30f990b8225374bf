"""Proposals for property tests: garbage as JSON may hold it, and calls that are nearly right."""

from typing import Any

from hypothesis import strategies as st

from handlers.gate.device_tools import DEVICE_TOOLS
from handlers.gate.verdict import Proposal
from handlers.tools import TOOLS
from tests.unit.gate.office import DEVICES

text = st.text(max_size=40) | st.text(st.characters(categories=["Cs", "Cf", "Cc"]), max_size=5)
numbers = (
    st.integers()
    | st.floats()
    | st.sampled_from([10**400, -(10**4_000), 2**63, 1e308])
    | st.booleans()
)
json_values = st.recursive(
    st.none() | numbers | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=12,
)

zones = st.sampled_from(["main", "meeting", "garden", "moon"])
devices = st.sampled_from([one.device for one in DEVICES] + ["nobody"])
fields: dict[str, st.SearchStrategy[Any]] = {
    "temperature": st.floats(15, 31) | st.integers(15, 31),
    "state": st.sampled_from(["on", "off"]),
    "level": st.integers(-1, 4),
    "mode": st.sampled_from(["cool", "heat", "burn"]),
    "duration_s": st.floats(-1, 70),
    "amount_ml": st.floats(-1, 25),
    "leaf_id": st.sampled_from(["leaf_1", "leaf_2", "leaf_gone", "x"]),
    "command": st.sampled_from(["set_state", "set_pwm", "read_now", "set_interval", "reset"]),
    "args": st.sampled_from([{}, {"state": "on"}, {"duty": 70_000}, {"duty": 7}, {"seconds": 60}]),
}


@st.composite
def nearly(draw: st.DrawFn, right: st.SearchStrategy[dict[str, Any]]) -> dict[str, Any]:
    """Mostly right; else with another value in a field, or a field more."""
    made = draw(right)
    if draw(st.integers(0, 3)) == 0:
        made[draw(st.sampled_from([*made, "reward"]) | text)] = draw(json_values)
    return made


words = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=75)
tasks = st.fixed_dictionaries(
    {"title": words, "description": words | text},
    optional={
        "bounty": st.integers(400, 5_100),
        "urgency": st.integers(-1, 5),
        "zone": zones | st.none(),
        "task_types": st.lists(st.sampled_from(["environment", "supply", "general"]), max_size=5),
    },
)
speeches = st.fixed_dictionaries(
    {"message": words},
    optional={
        "zone": zones | st.none(),
        "tone": st.sampled_from(["neutral", "alert", "angry"]),
    },
)


@st.composite
def commands(draw: st.DrawFn) -> dict[str, Any]:
    """For a device that exists, with one of its tools, with all arguments of its form."""
    device = draw(st.sampled_from([one for one in DEVICES if one.tools]))
    tool = draw(st.sampled_from(sorted(device.tools)))
    known = DEVICE_TOOLS.get(tool)
    names = [] if known is None else list(known.arguments.model_fields)
    if "level" in names:
        names.remove(draw(st.sampled_from(["level", "state"])))
    given = {name: draw(fields[name]) for name in names}
    return {"agent_id": device.device, "tool_name": tool, "arguments": given}


kinds: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "create_task": nearly(tasks),
    "speak": nearly(speeches),
    "send_device_command": nearly(commands()),
    "get_zone_status": st.fixed_dictionaries({"zone_id": zones}),
    "get_device_status": st.fixed_dictionaries({"device_id": devices}),
}


@st.composite
def _proposals(draw: st.DrawFn) -> Proposal:
    tool = draw(st.sampled_from([*kinds, "create_task", "speak", *["send_device_command"] * 3]))
    return Proposal(tool, draw(kinds[tool]))


proposals = _proposals()
garbage = st.builds(Proposal, st.sampled_from([*TOOLS]) | json_values, json_values)
