"""Every route of the wallet that writes says who may."""

from unittest.mock import Mock

from services.accounts import undeclared
from services.wallet.app import create_app


def test_no_route_that_writes_forgets_to_ask_who_it_is() -> None:
    assert undeclared(create_app(Mock()).routes) == []
