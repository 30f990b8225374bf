"""What the frontend tells the services behind it of who asks."""

import httpx


async def seen(frontend: httpx.AsyncClient, **headers: str) -> dict[str, str | None]:
    answer = await frontend.get("/api/seen", headers=headers)
    told: dict[str, str | None] = answer.json()
    return told


async def test_a_service_learns_under_which_address_it_is_known(
    behind: httpx.AsyncClient, frontend: httpx.AsyncClient
) -> None:
    told = await seen(frontend)
    assert told["host"] == frontend.base_url.netloc.decode()
    assert (told["client"], told["scheme"]) == ("127.0.0.1", "http")


async def test_nobody_makes_the_frontend_say_otherwise(
    behind: httpx.AsyncClient, frontend: httpx.AsyncClient
) -> None:
    told = await seen(frontend, **{"X-Forwarded-Host": "evil.example"})
    assert told["host"] == frontend.base_url.netloc.decode()


async def test_a_proxy_before_the_frontend_is_believed_who_asks(
    behind: httpx.AsyncClient, frontend: httpx.AsyncClient
) -> None:
    given = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}
    told = await seen(frontend, **given)
    assert (told["client"], told["scheme"]) == ("192.0.2.7", "https")


async def test_what_one_caller_is_given_to_sign_in_with_is_not_sent_for_another(
    behind: httpx.AsyncClient, frontend: httpx.AsyncClient
) -> None:
    given = (await frontend.post("/api/session")).cookies
    assert dict(given) == {"soms_session": "somebody's"}
    own = (await frontend.get("/api/cookies")).json()
    assert own == {"soms_session": "somebody's"}
    async with httpx.AsyncClient(base_url=frontend.base_url) as stranger:
        assert (await stranger.get("/api/cookies")).json() == {}
