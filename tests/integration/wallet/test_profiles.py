"""`SOMS_CREDITS`: as much of the economy as an office wants, and back; the history stays."""

import asyncio
from datetime import UTC, datetime

import httpx
import pytest

from events.envelope import Recorded
from handlers.audit import Auditor
from handlers.replay.check import check
from projections.timers import Due, fired
from services.claims import digest_of
from services.wallet.demurrage import CHECKPOINT
from tests.bookkeeping import Bookkeeping
from tests.integration.backend.conftest import running_backend
from tests.integration.projector.test_projector import Hub
from tests.integration.wallet.conftest import running_wallet
from tests.integration.wallet.test_wallet import balance, funded, send

PATIENCE_S = 10
TOKEN = "A" * 43


async def day_begins(office: Hub, day: int) -> None:
    """A day of March begins, and the wallet has looked at it."""
    midnight = datetime(2026, 3, day, 15, tzinfo=UTC)
    event = fired(Due(f"demurrage:2026-03-{day:02d}", midnight), midnight)
    (position,) = await office.log.append([event])
    async with asyncio.timeout(PATIENCE_S):
        for _ in range(10_000):
            if await office.log.checkpoint(CHECKPOINT) >= position:
                return
            await asyncio.sleep(0.02)


async def rates(wallet: httpx.AsyncClient) -> dict[str, int]:
    told = (await wallet.get("/reward-rates")).json()
    return {one["device_type"]: one["rate_per_hour"] for one in told}


async def recorded(office: Hub) -> list[Recorded]:
    return [event async for page in office.log.pages() for event in page.events]


async def is_sound(office: Hub) -> bool:
    """To an auditor, and to a replay."""
    auditor = Auditor()
    auditor.take(await recorded(office))
    assert auditor.findings == []
    return not (await check(office.log)).divergences


async def test_points_are_neither_sent_nor_spent_until_they_are_credits_again(office: Hub) -> None:
    await office.projected()
    async with running_wallet(office) as wallet:
        await funded(wallet, 5, 10_000, task=900)
        await funded(wallet, 6, 10, task=901)
        await day_begins(office, 2)
        assert await balance(wallet, 5) == 9_800
    async with running_wallet(office, credits="points") as wallet:
        assert (await wallet.get("/")).json()["credits"] == "points"
        refused = await send(wallet, from_user_id=5, to_user_id=6, amount=1_000)
        assert (refused.status_code, "SOMS_CREDITS is points" in refused.json()["detail"]) == (
            403, True,
        )  # fmt: skip
        assert (await wallet.post("/demurrage/trigger")).status_code == 403
        await day_begins(office, 3)
        await funded(wallet, 5, 200, task=902)
        assert await balance(wallet, 5) == 10_000
        assert len((await wallet.get("/wallets/5/history")).json()) == 3
        assert (await rates(wallet))["hub"] == 1_000
    async with running_wallet(office) as wallet:
        assert (await send(wallet, from_user_id=5, to_user_id=6, amount=1_000)).status_code == 200
        await day_begins(office, 4)
        assert await balance(wallet, 5) == 8_950 - 179
    assert await is_sound(office)


async def test_rates_are_nothing_while_credits_are_off_and_then_what_they_were(
    office: Hub,
) -> None:
    await office.projected()
    async with running_wallet(office) as wallet:
        await wallet.put("/reward-rates/hub", json={"rate_per_hour": 1_500})
        before = await rates(wallet)
    for _ in range(2):
        async with running_wallet(office, credits="off") as wallet:
            assert set((await rates(wallet)).values()) == {0}
            change = await wallet.put("/reward-rates/hub", json={"rate_per_hour": 9})
            assert (change.status_code, change.json()["detail"]) == (
                403, "SOMS_CREDITS is off: devices earn nothing",
            )  # fmt: skip
    for profile in ("points", "on"):
        async with running_wallet(office, credits=profile) as wallet:
            assert await rates(wallet) == before
    assert [event.type for event in await recorded(office)] == ["credits.reward_rate_changed"] * (
        1 + 3 + 3
    )


@pytest.mark.usefixtures("deciding")
async def test_a_wish_is_worth_nothing_while_credits_are_off(office: Hub) -> None:
    await office.projected()
    async with running_backend(office, credits="off") as backend:
        wish = {"title": "Wipe the board", "bounty_gold": 5_000}
        task = (await backend.post("/tasks/", json=wish)).json()
        assert (task["bounty_gold"], task["bounty_xp"]) == (0, 50)
        for step in ("accept", "complete"):
            answer = await backend.put(f"/tasks/{task['id']}/{step}", json={"user_id": 5})
            assert answer.status_code == 200
    async with running_backend(office) as backend:
        again = (await backend.post("/tasks/", json=wish)).json()
        assert again["bounty_gold"] == 5_000
    assert "credits.transferred" not in {event.type for event in await recorded(office)}
    assert await is_sound(office)


@pytest.fixture
async def promised(office: Hub) -> None:
    """A task that somebody unknown did while it paid, and the claim for it."""
    async with Bookkeeping().opened() as past:
        past.now = datetime.now(UTC)
        await past.claim(await past.done(700, None), digest_of(TOKEN))
        await office.log.append_verbatim(past.events())
    await office.projected()


@pytest.mark.usefixtures("promised", "deciding")
async def test_what_was_promised_before_is_paid_while_credits_are_off(office: Hub) -> None:
    async with running_wallet(office, credits="off") as wallet:
        await wallet.post("/wallets/", json={"user_id": 6})
        redeemed = await wallet.post(f"/claims/{TOKEN}", json={"user_id": 6})
        assert (redeemed.status_code, redeemed.json()["status"]) == (200, "redeemed")
        assert await balance(wallet, 6) == 700
        issued = {"user_id": 6, "amount": 300, "task_id": 900}
        refused = await wallet.post("/transactions/task-reward", json=issued)
        assert (refused.status_code, await balance(wallet, 6)) == (403, 700)
    assert await is_sound(office)
