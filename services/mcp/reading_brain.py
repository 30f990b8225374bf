"""A tool that reads how the brain is: what it thinks with, and what it decided lately."""

from typing import Any, ClassVar

from pydantic import TypeAdapter

from events.brain import Configured
from events.query import Query
from projections.decisions import Decision, Decisions
from services.accounts import Caller
from services.mcp.answers import Answer, listed
from services.mcp.office import Office
from services.mcp.tool import Asked, ReadTool

LATELY = 5

LOOKED_AT = 100
"""Decisions among which the brain's own are sought; between them is what agents proposed."""

_DECISIONS = Decisions()
_decision_json: TypeAdapter[Decision] = TypeAdapter(Decision)
_CONFIGURED = Query(types=frozenset({Configured.event_type}))


class BrainStatus(Asked):
    """The office's own brain: its model and prompt, and its last decisions with their outcomes."""

    name: ClassVar[str] = "brain_status"


async def brain_status(office: Office, _: Caller, __: BrainStatus) -> Answer:
    newest = await office.reader.newest(_DECISIONS, LOOKED_AT)
    own = [one for one in newest.rows.values() if one.kind != "agent"][:LATELY]
    decisions = (_decision_json.dump_python(one, mode="json") for one in own)
    told = {"thinks_with": await _configured(office), **listed("decisions", decisions)}
    return Answer(told, newest.position)


async def _configured(office: Office) -> dict[str, Any] | None:
    """None where no brain was ever started on this log."""
    found = await office.log.backward(query=_CONFIGURED, limit=1)
    if not found or not isinstance(found[0].data, Configured):
        return None
    said = found[0].data
    return {
        "model": said.model,
        "language": said.language,
        "prompt_version": said.prompt_version,
        "since": found[0].time.isoformat(),
    }


BRAIN_TOOLS = (ReadTool(BrainStatus, brain_status),)
