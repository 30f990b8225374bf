"""Old data is read as the newest version; what is stored is never touched."""

from typing import Any

import pytest

from events import catalogue
from events.errors import InvalidPayload, UnknownEventType
from events.payload import Payload


class Measured(Payload, dataversion=3):
    """A made-up type in its third version: degrees got a unit, then a place."""

    value: float
    unit: str
    zone: str


def with_unit(data: dict[str, Any]) -> dict[str, Any]:
    return {"value": data["celsius"], "unit": "°C"}


def with_zone(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "zone": "main"}


@pytest.fixture(autouse=True)
def released(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue in which the made-up type has been released three times."""
    name = Measured.event_type
    monkeypatch.setattr(catalogue, "PAYLOADS", {name: Measured})
    monkeypatch.setattr(catalogue, "UPCASTERS", {(name, 1): with_unit, (name, 2): with_zone})


def read(dataversion: int, data_json: bytes) -> Payload:
    return catalogue.decode(Measured.event_type, dataversion, data_json)


def test_the_first_version_is_read_as_the_newest() -> None:
    assert read(1, b'{"celsius":21.5}') == Measured(value=21.5, unit="\u00b0C", zone="main")


def test_a_version_in_between_takes_only_the_steps_that_are_left() -> None:
    data = b'{"value":70.7,"unit":"F"}'
    assert read(2, data) == Measured(value=70.7, unit="F", zone="main")


def test_the_newest_version_is_read_as_it_is() -> None:
    data = b'{"value":70.7,"unit":"F","zone":"lobby"}'
    assert read(3, data) == Measured(value=70.7, unit="F", zone="lobby")


@pytest.mark.parametrize("dataversion", [0, 4])
def test_a_version_never_released_is_unknown(dataversion: int) -> None:
    with pytest.raises(UnknownEventType, match=f"version {dataversion} "):
        read(dataversion, b"{}")


@pytest.mark.parametrize("data_json", [b"", b"[]", b"null", b'{"celsius":', b"{}"])
def test_old_data_that_never_fitted_its_version_is_invalid(data_json: bytes) -> None:
    with pytest.raises(
        InvalidPayload, match=r"data of test_upcasting\.measured: does not fit version 1"
    ):
        read(1, data_json)
