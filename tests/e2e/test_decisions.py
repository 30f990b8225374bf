"""Decisions on the page: as they come, opened with the keyboard; and every task says why it is."""

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from events import brain
from events.envelope import Event
from events.eventlog import PostgresEventLog
from events.timers import Fired
from tests.e2e.browser import needs_browser, opened
from tests.e2e.office import Office, free_offset, start_with_page
from tests.unit.decisions import asked_and_answered, configured, event, judged, noticed, safety_act

pytestmark = needs_browser

HUB = "office"
# The office's own brain thinks beside what is told here, so lines are known by what they say.


def of_no_timer(told: Event) -> Event:
    """The office's own brain would begin to think when its timer fires; so this is another's."""
    if not isinstance(told.data, Fired):
        return told
    return told._replace(data=told.data.model_copy(update={"timer": "told:next"}))


CYCLE = [of_no_timer(one) for one in (configured(), *noticed(), *asked_and_answered(), *judged())]
ACT = safety_act()[:-1]
"""What comes of wishes, the office itself decides."""

OTHERS = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    data: Path = tmp_path_factory.mktemp("decisions") / "soms"
    running = start_with_page(data, free_offset(), "--no-sim")
    yield running
    assert running.stop() == 0


@pytest.fixture
def page(office: Office) -> Iterator[Page]:
    with opened(office.urls["frontend"]) as page:
        expect(page.get_by_role("status")).to_have_text("live")
        yield page


def told(office: Office, events: Sequence[Event]) -> None:
    """As the brain records them; a browser's test has a loop of its own, so this takes another."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, _append(office.urls["database"], events)).result()


async def _append(url: str, events: Sequence[Event]) -> None:
    log = await PostgresEventLog.connect(url, HUB)
    await log.append(events)
    await log.close()


def test_a_decision_appears_and_tells_its_chain_when_it_is_opened(
    office: Office, page: Page
) -> None:
    told(office, CYCLE)
    line = page.locator("#decisions > li", has_text="1 refused")
    expect(line).to_contain_text("refused")
    expect(line).to_contain_text("hvac_01")
    line.locator("summary").focus()
    page.keyboard.press("Enter")
    words = line.locator("ol.words li")
    expect(words.first).to_have_text("a sensor in main read temperature 32.8")
    expect(line).to_contain_text("the gate refused speak")
    expect(line).to_contain_text("“Open the window” was put up for 1.000 credits")
    page.keyboard.press("Enter")
    expect(words.first).to_be_hidden()


def test_a_safety_act_stands_beside_and_an_open_line_stays_open(office: Office, page: Page) -> None:
    told(office, CYCLE)
    opened_line = page.locator("#decisions > li", has_text="1 refused")
    opened_line.locator("summary").click()
    expect(opened_line.locator("details")).to_have_attribute("open", "")
    told(office, ACT)
    expect(page.locator("#decisions > li", has_text="safety: co2_high")).to_have_count(1)
    expect(opened_line.locator("details")).to_have_attribute("open", "")


def test_every_task_says_why_it_is_there(office: Office, page: Page) -> None:
    wish = {"title": "Water the ferns", "bounty_gold": 500}
    number = page.request.post(office.urls["backend"] + "/tasks/", data=wish).json()["id"]
    row = page.locator("#tasks tr", has_text=f"{number} Water the ferns")
    row.get_by_role("button", name="Why?").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Why?")
    expect(dialog.locator("#why-task")).to_contain_text("Water the ferns")
    expect(dialog.locator("#why-words li").first).to_contain_text("wished for “Water the ferns”")
    expect(dialog).to_contain_text("was shown to people")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(row.get_by_role("button", name="Why?")).to_be_focused()


def test_the_focus_stays_on_why_while_a_task_changes(office: Office, page: Page) -> None:
    wish = {"title": "Sweep the yard", "bounty_gold": 500}
    number = page.request.post(office.urls["backend"] + "/tasks/", data=wish).json()["id"]
    row = page.locator("#tasks tr", has_text=f"{number} Sweep the yard")
    row.get_by_role("button", name="Why?").focus()
    page.request.put(office.urls["backend"] + f"/tasks/{number}/accept")
    expect(row).to_contain_text("taken")
    expect(row.get_by_role("button", name="Why?")).to_be_focused()


def test_the_focus_comes_back_to_why_though_the_task_changed_while_it_was_open(
    office: Office, page: Page
) -> None:
    wish = {"title": "Oil the hinges", "bounty_gold": 500}
    number = page.request.post(office.urls["backend"] + "/tasks/", data=wish).json()["id"]
    row = page.locator("#tasks tr", has_text=f"{number} Oil the hinges")
    row.get_by_role("button", name="Why?").focus()
    page.keyboard.press("Enter")
    page.request.put(office.urls["backend"] + f"/tasks/{number}/accept")
    expect(row).to_contain_text("taken")
    page.keyboard.press("Escape")
    expect(row.get_by_role("button", name="Why?")).to_be_focused()


def test_what_cannot_be_told_is_said_in_the_dialog(office: Office, page: Page) -> None:
    wish = {"title": "Lock the door", "bounty_gold": 500}
    number = page.request.post(office.urls["backend"] + "/tasks/", data=wish).json()["id"]
    page.route("**/why*", lambda route: route.fulfill(status=503, json={"detail": "not now"}))
    page.locator("#tasks tr", has_text=f"{number} Lock").get_by_role("button", name="Why?").click()
    expect(page.locator("#why-failed")).to_have_text("not now")


def test_what_a_model_says_is_text_and_never_markup(office: Office, page: Page) -> None:
    started = brain.CycleStarted(cycle="wild", trigger="poll")
    replied = brain.ModelReplied(
        cycle="wild", step=1, request_digest="d", model="m", content=OTHERS, duration_ms=1
    )
    told(office, [event(90, started, "cycle:wild"), event(91, replied, "cycle:wild", 90)])
    line = page.locator("#decisions > li", has_text="thinking… brain")  # no model is known yet
    line.locator("summary").click()
    expect(line).to_contain_text(OTHERS)
    expect(page.locator("#decisions img")).to_have_count(0)


def test_a_decision_of_the_past_is_told_as_it_was_then(office: Office, page: Page) -> None:
    told(office, [*CYCLE, *ACT])
    rows = office.get("/decisions/").json()
    began = next(one["position"] for one in rows if one["refused"] == 1)
    page.goto(f"{office.urls['frontend']}/?at={began}")
    expect(page.locator("#decisions > li", has_text="thinking…")).to_have_count(1)
    expect(page.locator("#decisions > li", has_text="1 refused")).to_have_count(0)
