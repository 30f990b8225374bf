"""`/docs` in a browser: it works behind the frontend as it does alone, and asks nobody else."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.office import Office
from tests.e2e.test_page import office, page, pytestmark

__all__ = ["office", "page", "pytestmark"]


@pytest.fixture(
    params=["/docs of the backend", "/api/docs of the frontend", "/docs of the frontend"]
)
def address(request: pytest.FixtureRequest, office: Office) -> str:
    path, service = request.param.split(" of the ")
    return f"{office.urls[service]}{path}"


def test_a_service_is_described_without_a_word_to_anyone_outside(page: Page, address: str) -> None:
    asked: list[str] = []
    page.goto("about:blank")  # or the dashboard would still be asking
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    expect(page.locator(".opblock").first).to_be_visible()
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {
        urlsplit(address).netloc
    }
    assert page.locator("link[href^='http'], script[src^='http']").count() == 0


def test_what_is_described_can_be_tried_out(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#operations-operations-health_health_get").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table .response-col_status").last).to_contain_text("200")
    asked = page.locator(".request-url pre").inner_text()
    assert asked == address.replace("/docs", "/health")
