"""Every bad day is a matter of chance; `SOMS_SEED` makes one happen again."""

import os
import random

import pytest


@pytest.fixture
def seed() -> int:
    """What decides who is killed when; printed, so that a failure shows it."""
    chosen = int(os.environ.get("SOMS_SEED") or random.SystemRandom().randrange(1_000_000))
    print(f"\nSOMS_SEED={chosen}")
    return chosen
