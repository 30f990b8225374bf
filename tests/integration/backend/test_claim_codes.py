"""A claim as a code to scan: which address it holds, and of which claims there is one."""

import io

import httpx
import pytest
import segno

from tests.integration.backend.accounts import Guarded

TOKEN = "t" * 43
QR = f"/claims/{TOKEN}/qr.svg"


def with_a_claim(backend: Guarded, code: int = 200, **said: object) -> None:
    """A wallet that says this of every token."""

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.path == f"/claims/{TOKEN}"
        return httpx.Response(code, json=said)

    transport = httpx.MockTransport(answer)
    backend.app.state.wallet = httpx.AsyncClient(transport=transport, base_url="http://wallet")


def code_of(address: str) -> bytes:
    drawn = io.BytesIO()
    segno.make_qr(address, error="m").save(
        drawn, kind="svg", border=4, light="white", omitsize=True, xmldecl=False, nl=False
    )
    return drawn.getvalue()


@pytest.mark.parametrize(
    ("forwarded", "page"),
    [
        ({}, "http://soms"),
        ({"X-Forwarded-Host": "192.0.2.1:8080"}, "http://192.0.2.1:8080"),
        ({"X-Forwarded-Host": "[2001:db8::1]:8080"}, "http://[2001:db8::1]:8080"),
    ],
)
async def test_a_kiosk_shows_where_on_the_page_a_claim_is_redeemed(
    guarded: Guarded, forwarded: dict[str, str], page: str
) -> None:
    with_a_claim(guarded, status="issued")
    kiosk = await guarded.member("door", "kiosk")
    answer = await kiosk.client.get(QR, headers=forwarded)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content == code_of(f"{page}/#claim={TOKEN}")


async def test_behind_https_the_address_is_of_https(guarded: Guarded) -> None:
    with_a_claim(guarded, status="issued")
    kiosk = await guarded.member("door", "kiosk")
    async with guarded.client("https", Authorization=f"Bearer {kiosk.token}") as client:
        answer = await client.get(QR, headers={"X-Forwarded-Host": "soms.example"})
    assert answer.content == code_of(f"https://soms.example/#claim={TOKEN}")


@pytest.mark.parametrize(
    ("status", "told"), [("redeemed", 409), ("expired", 410), ("withdrawn", 410)]
)
async def test_there_is_no_code_of_what_pays_nobody_any_more(
    guarded: Guarded, status: str, told: int
) -> None:
    with_a_claim(guarded, status=status)
    ann = await guarded.member("ann")
    answer = await ann.client.get(QR)
    assert (answer.status_code, bool(answer.json()["detail"])) == (told, True)


async def test_a_claim_that_the_wallet_does_not_know_is_none(guarded: Guarded) -> None:
    with_a_claim(guarded, 404, detail="token: there is no such claim")
    ann = await guarded.member("ann")
    answer = await ann.client.get(QR)
    assert (answer.status_code, answer.json()["detail"]) == (404, "token: there is no such claim")


async def test_who_is_not_known_sees_no_code(guarded: Guarded) -> None:
    with_a_claim(guarded, status="issued")
    async with guarded.client() as stranger:
        assert (await stranger.get(QR)).status_code == 401


@pytest.mark.parametrize("host", ["a b", "x/#y", "x" * 256, "user@host"])
async def test_what_is_no_address_is_written_into_no_code(guarded: Guarded, host: str) -> None:
    with_a_claim(guarded, status="issued")
    ann = await guarded.member("ann")
    assert (await ann.client.get(QR, headers={"X-Forwarded-Host": host})).status_code == 400
