"""Who hangs up first: the client, so that no request meets a connection that just closed."""

import httpx

from services.web.server import KEEP_ALIVE_S

USUAL_PROXY_S = 60


def test_a_connection_is_kept_for_longer_than_clients_and_proxies_do() -> None:
    ours = httpx.Limits().keepalive_expiry
    assert ours is not None
    assert max(ours, USUAL_PROXY_S) < KEEP_ALIVE_S
