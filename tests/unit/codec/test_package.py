"""What is imported brings no more along than it needs."""

import subprocess
import sys

import pytest


def modules_after(imported: str) -> set[str]:
    program = f"import sys, {imported}; print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(ran.stdout.split())


@pytest.mark.parametrize("imported", ["events.identity", "events.errors", "events.merkle"])
def test_ids_and_hashes_come_without_payload_models(imported: str) -> None:
    assert not modules_after(imported) & {"pydantic", "psycopg", "gmqtt", "events.payload"}


def test_the_vocabulary_comes_without_a_database_or_a_broker() -> None:
    assert not modules_after("events.cloudevents") & {"psycopg", "gmqtt", "asyncio"}
