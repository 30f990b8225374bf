"""The page in a real browser: it shows the office, keeps up, and says when it cannot."""

import asyncio
import json
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import psycopg
import pytest
from playwright.sync_api import Locator, Page, expect

from events.brain import ModelFailed, ModelReplied
from events.envelope import Event
from events.eventlog import PostgresEventLog
from events.identity import Subject, new_id
from events.payload import Payload
from services.backend.claim_codes import code_of
from tests.e2e.browser import needs_browser, opened
from tests.e2e.office import Office, eventually, free_offset, start_with_page
from tests.e2e.test_paid_for_a_task import balance, told, user

RETRY_MS = 2_000
"""As in the page."""

pytestmark = needs_browser


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    data: Path = tmp_path_factory.mktemp("page") / "soms"
    running = start_with_page(data, free_offset(), "--no-sim")
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


def test_people_in_a_room_are_counted(office: Office, page: Page) -> None:
    expect(page.get_by_role("status")).to_have_text("live")
    for count, words in ((1, "1 person"), (2, "2 people")):
        office.publish("office/den/camera/cam_9/occupancy", json.dumps({"person_count": count}))
        expect(page.locator("article[data-zone=den] .people")).to_have_text(words)


def test_a_task_is_shown_as_it_comes_along(office: Office, page: Page) -> None:
    expect(page.get_by_role("status")).to_have_text("live")
    expect(page.locator("#tasks")).to_have_text("Nothing is to be done.")
    wish = {"title": "Water the ferns", "bounty_gold": 1_500, "location": "hall"}
    task = httpx.post(f"{office.urls['backend']}/tasks/", json=wish).json()["id"]
    row = page.locator("#tasks tr", has_text="Water the ferns")
    expect(row).to_contain_text("1.500")
    expect(row).to_contain_text("open")
    httpx.put(f"{office.urls['backend']}/tasks/{task}/accept", json={"user_id": 1})
    expect(row).to_contain_text("taken by user 1")
    expect(page.locator("#nothing-to-do")).to_have_count(0)
    httpx.put(f"{office.urls['backend']}/tasks/{task}/complete")
    expect(row).to_contain_text("done")


def wished(office: Office, page: Page, title: str) -> tuple[int, Locator]:
    """A new task of 0.700 credits, and its row once it is there."""
    wish = {"title": title, "bounty_gold": 700, "location": "hall"}
    number: int = told(httpx.post(f"{office.urls['backend']}/tasks/", json=wish))["id"]
    row = page.locator("#tasks tr", has_text=f"{number} {title}")
    expect(row).to_contain_text("open")
    return number, row


def tap(office: Office, task: int, name: str) -> None:
    told(httpx.put(f"{office.urls['backend']}/tasks/{task}/{name}"))


def not_told_of_changes(page: Page) -> None:
    """From now on the page does not see what others do."""
    page.route("**/api/stream*", lambda route: route.abort())
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("lost")


def test_who_does_a_task_unknown_is_paid_by_the_code_on_the_screen(
    office: Office, page: Page
) -> None:
    task, row = wished(office, page, "Dust the shelf")
    row.get_by_role("button", name="Take").focus()
    page.keyboard.press("Enter")
    expect(row.get_by_role("button", name="Done")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_label("There was nothing to do").check()
    page.get_by_label("Note").fill("It was clean.")
    page.get_by_role("button", name="Report", exact=True).click()
    expect(page.locator("#claim-worth")).to_have_text("0.700 credits for “Dust the shelf”")
    report = office.get(f"/tasks/{task}").json()
    assert (report["report_status"], report["completion_note"]) == ("no_issue", "It was clean.")

    source = page.locator("#claim-code").get_attribute("src") or ""
    expect(page.locator("#claim-code")).not_to_have_js_property("naturalWidth", 0)
    token = unquote(source.removeprefix("/api/claims/").removesuffix("/qr.svg"))
    address = f"{office.urls['frontend']}/#claim={token}"
    assert page.request.get(office.urls["frontend"] + source).body() == code_of(address)

    redeem_at(office, page, address)
    expect(page.locator("#claim-told")).to_have_text("Redeemed. Thank you!")
    expect(page.locator("#claim-code")).to_be_hidden()


def redeem_at(office: Office, page: Page, address: str) -> None:
    """As on the phone of somebody who scanned the code."""
    with httpx.Client(base_url=office.urls["backend"], timeout=20) as backend:
        person = user(backend, "scanner")
    had = credits_of(office, person)
    assert page.context.browser is not None
    phone = page.context.browser.new_page()
    phone.goto(address)
    expect(phone.locator("#redeem-worth")).to_contain_text("0.700 credits")
    words, paid = phone.locator("#redeem-told"), "0.700 credits were paid to scanner."
    for number, answer in ((9_999, "there is no user 9999"), (person, paid)):
        phone.get_by_label("Your user number").fill(str(number))
        phone.get_by_role("button", name="Redeem", exact=True).click()
        expect(words).to_have_text(answer)
    assert credits_of(office, person) == had + 700
    assert phone.url == office.urls["frontend"] + "/"
    phone.goto(address)
    expect(words).to_have_text("the claim was redeemed already")
    expect(phone.get_by_role("button", name="Redeem", exact=True)).to_be_hidden()
    phone.close()


def credits_of(office: Office, person: int) -> int:
    with httpx.Client(base_url=office.urls["wallet"], timeout=20) as wallet:
        return balance(wallet, person)


def test_an_invented_claim_is_told_to_be_none(office: Office, page: Page) -> None:
    for token in ("A" * 43, "short", "<b>"):
        page.goto(f"{office.urls['frontend']}/#claim={token}")
        expect(page.locator("#redeem-told")).to_contain_text("there is no such claim")
        assert page.url == office.urls["frontend"] + "/"
        page.locator("#redeem-close").click()


def test_a_task_that_is_turned_down_is_there_for_others(office: Office, page: Page) -> None:
    _, row = wished(office, page, "Sort the cables")
    row.get_by_role("button", name="Not now").click()
    expect(page.locator("#told")).to_contain_text("Others may still take “Sort the cables”")
    expect(row.get_by_role("button", name="Take")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#told")).to_be_hidden()


def test_a_tap_that_is_refused_is_told_in_words(office: Office, page: Page) -> None:
    task, row = wished(office, page, "Fix the lamp")
    not_told_of_changes(page)
    tap(office, task, "accept")
    row.get_by_role("button", name="Take").click()
    expect(page.get_by_role("alert")).to_have_text(f"Fix the lamp: task {task} is taken already")


def test_a_report_that_is_refused_is_told_where_it_was_written(office: Office, page: Page) -> None:
    task, row = wished(office, page, "Fix the door")
    row.get_by_role("button", name="Take").click()
    expect(row).to_contain_text("taken")
    not_told_of_changes(page)
    tap(office, task, "cancel")
    row.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="Report", exact=True).click()
    expect(page.locator("#report-failed")).to_have_text(f"task {task} is cancelled")
    page.get_by_role("button", name="Back").click()
    expect(page.locator("#report")).to_be_hidden()


def test_nothing_is_done_in_the_past(office: Office, page: Page) -> None:
    task, row = wished(office, page, "Air the hall")
    position = office.get(f"/tasks/{task}").headers["SOMS-Position"]
    page.goto(f"{office.urls['frontend']}/?at={position}")
    expect(row).to_contain_text("open")
    expect(row.locator("button")).to_have_text(["Why?"])


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


def happened(office: Office, data: Payload) -> None:
    """Put an event into the log; in a thread, for the browser is driven by a loop in this one."""
    event = Event(new_id(), data, "/test", Subject("cycle:c"), datetime.now(UTC))

    async def append() -> None:
        log = await PostgresEventLog.connect(office.urls["database"], "office")
        await log.append([event])
        await log.close()

    with ThreadPoolExecutor() as aside:
        aside.submit(asyncio.run, append()).result()


def test_a_model_that_does_not_answer_is_told_of_on_the_page(office: Office, page: Page) -> None:
    ids: dict[str, Any] = {"cycle": "c", "step": 1, "request_digest": "d", "duration_ms": 1}
    happened(office, ModelFailed(**ids, error="refused: HTTP 400 <b>no</b>", attempts=1))
    eventually(lambda: office.get("/brain").json()["status"] == "failing")
    page.reload()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("the model does not answer since")
    expect(alert).to_contain_text("(refused: HTTP 400 <b>no</b>); the safety floor goes on")
    happened(office, ModelReplied(**ids, model="m"))
    eventually(lambda: office.get("/brain").json()["status"] == "ok")
    page.reload()
    expect(alert).to_be_hidden()


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
