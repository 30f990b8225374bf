"""The pages about the log say what the code says, and point at what is there."""

import re
from pathlib import Path

import pytest

from events.catalogue import PAYLOADS
from events.catalogue_page import page
from events.payload import Payload

DOCS = Path(__file__).parents[3] / "docs"
COMMITTED = DOCS / "event-catalogue.md"
ROOT = DOCS.parent
DECISIONS = sorted((DOCS / "adr").glob("0*.md"))
LINKING = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]


def test_the_committed_page_is_current() -> None:
    assert COMMITTED.read_text() == page(), (
        "write it anew: python -m events.catalogue_page > docs/event-catalogue.md"
    )


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=lambda payload: payload.event_type)
def test_every_type_says_what_it_means(payload: type[Payload]) -> None:
    assert payload.__doc__ is not None
    assert payload.__doc__.endswith(".")
    assert f"### {payload.event_type}\n" in page()


def anchors(page: Path) -> set[str]:
    """Of its headings, as Markdown readers make them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}


@pytest.mark.parametrize("linking", LINKING, ids=lambda path: path.name)
def test_every_link_leads_somewhere(linking: Path) -> None:
    targets = re.findall(r"\]\(([^):#]*)(?:#([\w-]+))?\)", linking.read_text())
    pages = {target: linking.parent / target if target else linking for target, _ in targets}
    assert [target for target, page in pages.items() if not page.exists()] == []
    places = [(target, place) for target, place in targets if place]
    assert [(t, place) for t, place in places if place not in anchors(pages[t])] == []


def test_the_map_of_the_architecture_names_files_that_exist() -> None:
    drawing = (DOCS / "architecture.md").read_text().partition("```\n")[2].partition("```")[0]
    named = set(re.findall(r"[a-z_]+\.py", drawing))
    packages = ("events", "projections", "handlers", "services", "infra")
    existing = {path.name for name in packages for path in (DOCS.parent / name).rglob("*.py")}
    assert named - existing == set()


def test_every_decision_is_in_the_list() -> None:
    listed = (DOCS / "adr" / "README.md").read_text()
    assert [path.name for path in DECISIONS if path.name not in listed] == []
