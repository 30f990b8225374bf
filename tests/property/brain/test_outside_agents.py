"""Whatever an agent proposes is judged: one verdict, no exception, nothing beyond its rights."""

from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as st

from events.brain import ActionApproved, ActionProposed, ActionRefused, ApprovalRequested
from events.identity import Subject
from events.people import Role
from handlers.brain.outside_rights import DONE_PER_HOUR, RIGHTS
from handlers.tools import TOOLS
from tests.unit.brain_story import BrainStory

VERDICTS = (ActionApproved, ActionRefused, ApprovalRequested)

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)
sensible = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["水をやってください", "窓を開けてください", "換気してください"]),
        "description": st.just("お願いします。"),
        "zone": st.sampled_from(["main", "meeting", "nowhere", None]),
    }
)
proposals = st.builds(
    ActionProposed,
    cycle=st.integers(0, 10**9).map(lambda one: f"mcp:{one}"),
    tool=st.sampled_from(sorted(TOOLS)) | st.text(max_size=20),
    arguments=anything | sensible,
    role=st.sampled_from(get_args(Role)),
)


@given(st.lists(st.tuples(proposals, st.sampled_from([None, "person:1", "person:2"])), max_size=30))
def test_every_proposal_has_one_verdict_within_its_rights(
    asked: list[tuple[ActionProposed, str | None]],
) -> None:
    told = BrainStory()
    told.measure("main", "temperature", 22.0)
    told.measure("meeting", "temperature", 22.0)
    done: dict[Any, int] = {}
    for proposal, actor in asked:
        by = None if actor is None else Subject(actor)
        found = told.tell(proposal, f"cycle:{proposal.cycle}", actor=by)
        (verdict,) = (one for one in found if isinstance(one, VERDICTS))
        if isinstance(verdict, ActionRefused):
            assert found == [verdict]
            continue
        assert actor is not None
        assert proposal.tool in RIGHTS[proposal.role]
        done[actor] = done.get(actor, 0) + 1
    assert all(count <= DONE_PER_HOUR for count in done.values())
