"""TZ is the system's own variable: every form that the system takes is taken, as a zone."""

import logging
from pathlib import Path

import pytest

from services import time_zone
from services.settings import read_settings

MEANT = [
    ("UTC", "UTC"),
    ("Asia/Tokyo", "Asia/Tokyo"),
    (":Europe/Paris", "Europe/Paris"),
    ("/usr/share/zoneinfo/Europe/Paris", "Europe/Paris"),
    (":/usr/share/zoneinfo/Europe/Paris", "Europe/Paris"),
    ("JST-9", "Etc/GMT-9"),
    ("<+09>-09:00", "Etc/GMT-9"),
    ("UTC0", "Etc/GMT+0"),
    ("EST5", "Etc/GMT+5"),
    ("EST5EDT", "EST5EDT"),
]

WITHOUT_A_NAME = ["IST-5:30", "CET-1CEST,M3.5.0,M10.5.0/3", ":<-03>3<-02>,M3.5.0/-2,M10.5.0/-1"]


@pytest.mark.parametrize(("value", "zone"), MEANT)
def test_what_has_a_name_is_taken_by_its_name(
    monkeypatch: pytest.MonkeyPatch, value: str, zone: str, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("TZ", value)
    assert read_settings().timezone == zone
    assert not caplog.records


@pytest.mark.parametrize("value", WITHOUT_A_NAME)
def test_what_has_no_name_is_tokyo_and_said_so(
    monkeypatch: pytest.MonkeyPatch, value: str, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("TZ", value)
    with caplog.at_level(logging.WARNING):
        assert read_settings().timezone == "Asia/Tokyo"
    assert value in caplog.text


def test_the_machines_own_zone_is_the_one_that_it_links_to(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    link = tmp_path / "localtime"
    link.symlink_to("/usr/share/zoneinfo/Europe/Paris")
    monkeypatch.setattr(time_zone, "MACHINES_OWN", link)
    monkeypatch.setenv("TZ", f":{link}")
    assert read_settings().timezone == "Europe/Paris"


def test_a_machine_that_has_no_zone_of_its_own_lives_in_utc(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(time_zone, "MACHINES_OWN", tmp_path / "localtime")
    monkeypatch.setenv("TZ", f":{tmp_path / 'localtime'}")
    assert read_settings().timezone == "UTC"
