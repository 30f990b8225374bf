"""Who hangs up first: the client, so that no request meets a connection that just closed."""

import httpx
from fastapi import FastAPI

from services.web.server import configuration

NGINX_S = 60


def test_a_connection_is_kept_for_longer_than_our_clients_and_a_usual_proxy_do() -> None:
    ours = httpx.Limits().keepalive_expiry
    assert ours is not None
    assert configuration(FastAPI()).timeout_keep_alive > max(ours, NGINX_S)
