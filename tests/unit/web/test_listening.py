"""A service that cannot listen says where, and by which setting it can be moved."""

import socket

import pytest

from services.web.server import CannotListen, PortTaken, listening_socket

SETTING = "SOMS_ANY_PORT"


def test_a_taken_port_is_told_with_its_host_and_its_setting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken) as refused:
            listening_socket("127.0.0.1", port, SETTING)
    said = str(refused.value)
    assert all(part in said for part in ("127.0.0.1", str(port), SETTING))
    assert "\n" not in said


@pytest.mark.parametrize("host", ["192.0.2.9", "2001:db8::9"])
def test_an_address_that_this_machine_does_not_have_is_told_with_its_setting(host: str) -> None:
    with pytest.raises(CannotListen) as refused:
        listening_socket(host, 18_001, SETTING)
    said = str(refused.value)
    assert all(part in said for part in (host, "18001", SETTING, "SOMS_BIND_ADDR"))
