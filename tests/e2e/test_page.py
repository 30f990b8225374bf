"""The page in a real browser: it shows the office, keeps up, and says when it cannot."""

import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import needs_browser, opened
from tests.e2e.conftest import free_offset
from tests.e2e.office import Office, start_with_page

RETRY_MS = 2_000
"""As in the page."""

pytestmark = needs_browser


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    data: Path = tmp_path_factory.mktemp("page") / "soms"
    running = start_with_page(data, free_offset(14_000), "--no-sim")
    yield running
    assert running.stop() == 0


@pytest.fixture
def page(office: Office) -> Iterator[Page]:
    with opened(office.urls["frontend"]) as page:
        yield page


def test_a_reading_appears_without_reloading(office: Office, page: Page) -> None:
    expect(page.get_by_role("status")).to_have_text("live")
    office.publish("office/lab/sensor/bench_01/temperature", '{"value": 21.25}')
    card = page.locator("article[data-zone=lab]")
    expect(card).to_contain_text("21.25")
    expect(page.locator("#devices")).to_contain_text("bench_01")
    expect(page.locator("#events li").first).to_contain_text("device:bench_01")


def test_a_task_is_shown_as_it_comes_along(office: Office, page: Page) -> None:
    expect(page.get_by_role("status")).to_have_text("live")
    wish = {"title": "Water the ferns", "bounty_gold": 1_500, "location": "hall"}
    task = httpx.post(f"{office.urls['backend']}/tasks/", json=wish).json()["id"]
    row = page.locator("#tasks tr", has_text="Water the ferns")
    expect(row).to_contain_text("1.500")
    expect(row).to_contain_text("open")
    httpx.put(f"{office.urls['backend']}/tasks/{task}/accept", json={"user_id": 1})
    expect(row).to_contain_text("taken by user 1")
    httpx.put(f"{office.urls['backend']}/tasks/{task}/complete")
    expect(row).to_contain_text("done")


def test_the_page_shows_the_past_when_asked_to(office: Office, page: Page) -> None:
    office.publish("office/then/sensor/a/temperature", "1")
    expect(page.locator("article[data-zone=then]")).to_contain_text("1")
    position = office.get("/zones/then").headers["SOMS-Position"]
    office.publish("office/later/sensor/a/temperature", "2")
    expect(page.locator("article[data-zone=later]")).to_be_visible()
    page.goto(f"{office.urls['frontend']}/?at={position}")
    expect(page.get_by_role("status")).to_have_text(f"as of {position}")
    expect(page.locator("article[data-zone=then]")).to_be_visible()
    expect(page.locator("article[data-zone=later]")).to_have_count(0)


@pytest.mark.parametrize("at", ["bogus", "999999999"])
def test_the_page_says_what_is_wrong_with_a_moment(office: Office, page: Page, at: str) -> None:
    asked: list[str] = []
    page.goto(f"{office.urls['frontend']}/?at={at}")
    detail = page.request.get(office.urls["backend"] + f"/zones/?at={at}").json()["detail"]
    expect(page.get_by_role("status")).to_have_text(detail)
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(RETRY_MS + 500)
    assert asked == [], "nothing about it changes by asking again"


def test_names_from_devices_are_text_and_never_markup(office: Office, page: Page) -> None:
    office.publish("office/main/sensor/<img src=x onerror=alert(1)>/temperature", "5")
    expect(page.locator("#devices")).to_contain_text("<img src=x")
    expect(page.locator("#devices img")).to_have_count(0)


def test_a_reactor_that_stopped_is_told_of_on_the_page(office: Office, page: Page) -> None:
    expect(page.get_by_role("alert")).to_be_hidden()
    with psycopg.connect(office.urls["database"], autocommit=True) as connection:
        noted = "INSERT INTO hub_office.stopped_reactors VALUES ('climate', 1, 9, 'at <b>9</b>')"
        connection.execute(noted)
        page.reload()
        told = "reactor climate has stopped: at <b>9</b>"
        expect(page.get_by_role("alert")).to_have_text(told)
        connection.execute("DELETE FROM hub_office.stopped_reactors")
    page.reload()
    expect(page.get_by_role("alert")).to_be_hidden()


def test_nothing_outside_the_pages_own_files_is_served(office: Office, page: Page) -> None:
    answer = page.request.get(office.urls["frontend"] + "/..%2f..%2fapp.py")
    assert "FastAPI" not in answer.text()


def test_the_page_says_when_the_backend_is_gone_and_recovers(office: Office, page: Page) -> None:
    expect(page.get_by_role("status")).to_have_text("live")
    office.signal_service("backend", signal.SIGKILL)
    expect(page.get_by_role("status")).to_contain_text("lost")
    expect(page.get_by_role("status")).to_have_text("live", timeout=20_000)
    office.publish("office/after/sensor/a/temperature", "3")
    expect(page.locator("article[data-zone=after]")).to_be_visible(timeout=20_000)
