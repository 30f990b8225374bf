"""An office that asks who one is, from the first operator to somebody who signs in on the page."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import needs_browser, opened
from tests.e2e.office import Office, eventually, free_offset, start_with_page

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def strict_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """With simulated people, who have to prove that they are ours."""
    data: Path = tmp_path_factory.mktemp("strict") / "soms"
    running = start_with_page(data, free_offset(), SOMS_AUTH="required")
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def operator(strict_office: Office) -> httpx.Client:
    """The first one, as the machine's owner makes them."""
    made = strict_office.soms_json("user", "add", "boss", "--role", "operator")
    headers = {"Authorization": f"Bearer {made['token']}"}
    return httpx.Client(base_url=strict_office.urls["backend"], headers=headers, timeout=10)


def test_without_proof_nobody_is_told_anything(strict_office: Office) -> None:
    for service in ("backend", "wallet"):
        with httpx.Client(base_url=strict_office.urls[service], timeout=10) as client:
            assert client.get("/health").json()["live"] is True
            assert client.get("/wallets/1").status_code == 401
            assert client.get("/users/").status_code == 401


def registered(operator: httpx.Client, username: str, role: str = "member") -> int:
    """Somebody who can sign in; their number."""
    answer = operator.post("/users/", json={"username": username, "role": role})
    assert answer.status_code == 201
    number: int = answer.json()["id"]
    path = f"/users/{number}/password"
    assert operator.put(path, json={"password": PASSWORD}).status_code == 204
    return number


def test_the_first_operator_registers_the_next_person(operator: httpx.Client) -> None:
    assert registered(operator, "alice") > 0


def test_simulated_people_come_in_with_the_services_token(operator: httpx.Client) -> None:
    def names() -> set[str]:
        return {user["username"] for user in operator.get("/users/").json()}

    assert eventually(lambda: {"aoi", "haruto", "yui", "sota"} <= names())


def test_a_person_signs_in_at_the_page_and_is_known_behind_it(
    strict_office: Office, operator: httpx.Client
) -> None:
    page = strict_office.urls["frontend"]
    with httpx.Client(base_url=page, headers={"Origin": page}, timeout=10) as browser:
        assert browser.get("/api/zones/").status_code == 401
        account = {"username": "alice", "password": PASSWORD}
        signed_in = browser.post("/api/session", json=account)
        assert signed_in.status_code == 200, signed_in.text
        number = signed_in.json()["user"]["id"]
        assert browser.get("/api/zones/").status_code == 200
        own, other = {"user_id": number}, {"user_id": 1}
        assert browser.post("/api/wallet/wallets/", json=own).status_code == 200
        assert browser.post("/api/wallet/wallets/", json=other).status_code == 403
        assert browser.put(f"/api/users/{number}", json={"display_name": "Al"}).status_code == 200
        assert browser.delete(f"/api/users/{number}").status_code == 403
        foreign = {"Origin": "http://evil.example"}
        assert browser.delete("/api/session", headers=foreign).status_code == 403
        assert browser.delete("/api/session").status_code == 204
        assert browser.get("/api/zones/").status_code == 401


@needs_browser
def test_the_page_asks_who_one_is_shows_ones_credits_and_lets_one_go(
    strict_office: Office, operator: httpx.Client
) -> None:
    number = registered(operator, "carol")
    with opened(strict_office.urls["frontend"]) as page:
        expect(page.get_by_role("status")).to_have_text("not signed in")
        expect(page.locator("main")).to_be_hidden()
        page.get_by_label("Username").fill("carol")
        page.get_by_label("Password").fill("not the right one")
        page.get_by_role("button", name="Sign in").click()
        told = "username and password do not belong together"
        expect(page.get_by_role("alert")).to_have_text(told)
        sign_in(page, "carol")
        expect(page.get_by_role("status")).to_have_text("live")
        expect(page.locator("#me")).to_contain_text("carol")
        wallet = strict_office.urls["wallet"]
        operator.post(f"{wallet}/wallets/", json={"user_id": number})
        granted = {"user_id": number, "amount": 2_500, "task_id": 10**9}
        operator.post(f"{wallet}/transactions/task-reward", json=granted)
        expect(page.locator("#credits")).to_have_text("2.500 credits")
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_label("Username")).to_be_visible()
        assert page.request.get(f"{strict_office.urls['frontend']}/api/zones/").status == 401


@needs_browser
def test_a_screen_that_people_share_shows_a_code_and_who_scans_it_signs_in_to_be_paid(
    strict_office: Office, operator: httpx.Client
) -> None:
    registered(operator, "door", "kiosk")
    registered(operator, "dave")
    wish = {"title": "Empty the shredder", "bounty_gold": 900}
    assert operator.post("/tasks/", json=wish).status_code == 200
    page = strict_office.urls["frontend"]
    with opened(page) as kiosk:
        sign_in(kiosk, "door")
        row = kiosk.locator("#tasks tr", has_text="Empty the shredder")
        row.get_by_role("button", name="Take").click()
        row.get_by_role("button", name="Done").click()
        kiosk.get_by_role("button", name="Report", exact=True).click()
        expect(kiosk.locator("#claim-code")).not_to_have_js_property("naturalWidth", 0)
        source = kiosk.locator("#claim-code").get_attribute("src") or ""
        token = source.removeprefix("/api/claims/").removesuffix("/qr.svg")
        assert kiosk.context.browser is not None
        phone = kiosk.context.browser.new_page()
        phone.goto(f"{page}/#claim={token}")
        expect(phone.get_by_role("heading", name="Sign in to be paid")).to_be_visible()
        sign_in(phone, "dave")
        expect(phone.locator("#redeem-worth")).to_contain_text("0.900 credits")
        expect(phone.get_by_label("Your user number")).to_be_hidden()
        phone.get_by_role("button", name="Redeem", exact=True).click()
        expect(phone.locator("#redeem-told")).to_have_text("0.900 credits were paid to dave.")
        expect(phone.locator("#credits")).to_have_text("0.900 credits")


def sign_in(page: Page, username: str) -> None:
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
