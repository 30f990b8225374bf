"""An environment in which nothing is set yet."""

import os
from pathlib import Path

import pytest

from services.settings import Settings

VARIABLES = frozenset(str(field.alias) for field in Settings.model_fields.values())


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in VARIABLES & os.environ.keys():
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
