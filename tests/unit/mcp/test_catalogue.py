"""Tools as agents find them: strict forms, honest hints, and addresses that stand for answers."""

import pytest
from mcp_types import Tool

from handlers.brain.outside_rights import ACTING as GATED
from services.mcp.catalogue import ACTING, READING, resource_at, resource_templates, tool_infos

INFOS = tool_infos()


@pytest.mark.parametrize("tool", INFOS, ids=lambda one: one.name)
def test_a_tool_describes_itself_and_takes_no_unknown_argument(tool: Tool) -> None:
    assert tool.description
    assert tool.input_schema["type"] == "object"
    assert tool.input_schema["additionalProperties"] is False
    assert tool.annotations is not None
    assert tool.annotations.read_only_hint == (tool.name in READING)


def test_names_are_unique_and_what_acts_is_what_the_gate_judges() -> None:
    assert len({one.name for one in INFOS}) == len(INFOS)
    assert {one.asked.name for one in ACTING.values()} == GATED


def test_an_address_stands_for_what_a_tool_answers() -> None:
    call = resource_at("soms://zones/%E4%BC%9A%E8%AD%B0%E5%AE%A4")
    assert call is not None
    assert (call.tool.name, call.arguments) == ("zone_state", {"zone": "会議室"})
    listing = resource_at("soms://zones")
    assert listing is not None
    assert listing.tool.name == "list_zones"


@pytest.mark.parametrize(
    "uri",
    ["", "soms://", "soms://secrets", "soms://zones/", "file:///etc/passwd", "soms://tasks/1"],
)
def test_other_addresses_stand_for_nothing(uri: str) -> None:
    assert resource_at(uri) is None


def test_templates_name_arguments_that_their_tools_take() -> None:
    for one in resource_templates():
        call = resource_at(one.uri_template.replace(f"{{{one.name}}}", "7"))
        assert call is not None
        assert list(call.arguments) == [one.name]
        assert one.name in call.tool.asked.model_fields
