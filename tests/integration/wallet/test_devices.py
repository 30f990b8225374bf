"""Devices over HTTP: whose they are, and what their experience does to rewards."""

import httpx


async def registered(wallet: httpx.AsyncClient, name: str, zone: str = "lab") -> httpx.Response:
    body = {
        "device_id": name,
        "owner_id": 5,
        "device_type": "sensor_node",
        "topic_prefix": f"office/{zone}/sensor/{name}",
    }
    return await wallet.post("/devices/", json=body)


async def test_a_device_is_registered_once(wallet: httpx.AsyncClient) -> None:
    assert (await registered(wallet, "env_01")).json()["owner_id"] == 5
    assert (await registered(wallet, "env_01")).status_code == 409
    assert [one["device_id"] for one in (await wallet.get("/devices/")).json()] == ["env_01"]


async def test_a_device_is_changed(wallet: httpx.AsyncClient) -> None:
    await registered(wallet, "env_01")
    changed = await wallet.put("/devices/env_01", json={"display_name": "By the window"})
    assert changed.json()["display_name"] == "By the window"
    assert (await wallet.put("/devices/none", json={})).status_code == 404


async def test_experience_is_granted_once_and_raises_the_zone(wallet: httpx.AsyncClient) -> None:
    await registered(wallet, "env_01")
    await registered(wallet, "env_02")
    await registered(wallet, "env_03", zone="lab_2")
    grant = {"zone": "lab", "task_id": 7, "xp_amount": 1_000, "event_type": "task_created"}
    told = (await wallet.post("/devices/xp-grant", json=grant)).json()
    assert told == {
        "devices_awarded": 2, "total_xp_granted": 2_000, "device_ids": ["env_01", "env_02"],
    }  # fmt: skip
    again = (await wallet.post("/devices/xp-grant", json=grant)).json()
    assert again["devices_awarded"] == 0
    raised = (await wallet.get("/devices/zone-multiplier/lab")).json()
    assert raised == {"zone": "lab", "multiplier": 1.5, "device_count": 2, "avg_xp": 1_000.0}
    assert (await wallet.get("/devices/zone-multiplier/nowhere")).json()["multiplier"] == 1.0


async def test_a_device_says_that_it_is_there(wallet: httpx.AsyncClient) -> None:
    await registered(wallet, "env_01")
    assert (await wallet.post("/devices/env_01/heartbeat")).json()["last_heartbeat_at"]
    assert (await wallet.post("/devices/none/heartbeat")).status_code == 404
