"""A broker of each kind, for one test each."""

from tests.integration.mqtt.conftest import running

__all__ = ["running"]
