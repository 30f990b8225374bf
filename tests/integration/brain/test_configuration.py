"""What is configured is recorded when it changed, and only then."""

from collections.abc import Sequence
from typing import Any

import pytest

from events.brain import Configured
from events.eventlog import PostgresEventLog
from events.query import Query
from handlers.brain.prompts import prompt_in
from handlers.tools import tool_schemas
from services.brain import configuration as configuring
from services.brain.configuration import Configuration
from services.brain.errors import ModelError, Unreachable
from services.settings import read_settings

AWAY = Unreachable("nobody there")


class Saying:
    """A server that says of its model what a test tells it to, in turn."""

    def __init__(self, *digests: str | ModelError | None) -> None:
        self._digests = list(digests)

    async def model_digest(self, _model: str, /) -> str | None:
        said = self._digests.pop(0)
        if isinstance(said, ModelError):
            raise said
        return said

    async def ask(self, request: object) -> Any:
        raise AssertionError("nobody is to ask")

    async def close(self) -> None: ...


async def recorded(log: PostgresEventLog) -> list[Configured]:
    query = Query(types=frozenset({Configured.event_type}))
    found = [event async for page in log.pages(query=query) for event in page.events]
    assert {event.subject for event in found} <= {f"brain:{log.hub}"}
    return [event.data for event in found if isinstance(event.data, Configured)]


async def digests_after(
    log: PostgresEventLog, *said: str | ModelError | None, starts: int = 1, **settings: Any
) -> Sequence[str | None]:
    """What is recorded of the model, after so many starts and a look for each other word."""
    server = Saying(*said)
    for _ in range(starts):
        configuration = Configuration(log, server, read_settings(**settings))
        await configuration.record()
    for _ in said[starts:]:
        await configuration.look()
    return [one.model_digest for one in await recorded(log)]


async def test_all_that_the_brain_thinks_with_is_recorded(log: PostgresEventLog) -> None:
    await digests_after(log, "d1", brain_language="en", brain_seed=11)
    (told,) = await recorded(log)
    assert (told.model, told.model_digest, told.language) == ("qwen2.5:14b", "d1", "en")
    assert (told.prompt_version, told.prompt, told.prompt_digest) == (
        prompt_in("en").version,
        prompt_in("en").text,
        prompt_in("en").digest,
    )
    assert told.tools == tool_schemas()
    assert (told.options.num_ctx, told.options.num_predict) == (8_192, 1_024)
    assert (told.options.temperature, told.options.seed) == (0.3, 11)
    assert (told.keep_alive, told.context_tokens) == ("30m", 2_048)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "off"),
        ({"llm_api": "openai"}, None),
        ({"llm_api": "openai", "brain_think": "off"}, "off"),
        ({"brain_think": "high"}, "high"),
    ],
)
def test_thinking_is_switched_off_where_it_can_be_unless_it_is_wanted(
    given: dict[str, Any], told: str | None
) -> None:
    assert configuring.configured(read_settings(**given), None).think == told


async def test_a_restart_records_nothing_new(log: PostgresEventLog) -> None:
    assert await digests_after(log, "d1", "d1", "d1", starts=3) == ["d1"]


async def test_a_changed_setting_is_recorded(log: PostgresEventLog) -> None:
    await digests_after(log, "d1")
    await digests_after(log, "d1", brain_temperature=0.5)
    assert [one.options.temperature for one in await recorded(log)] == [0.3, 0.5]


async def test_a_server_that_comes_up_later_is_believed_at_once(log: PostgresEventLog) -> None:
    assert await digests_after(log, AWAY, AWAY, "d1", "d1", AWAY) == [None, "d1"]


async def test_a_server_that_is_away_takes_nothing_back(log: PostgresEventLog) -> None:
    await digests_after(log, "d1", AWAY, AWAY, "d1")
    assert await digests_after(log, AWAY, AWAY) == ["d1"]


async def test_of_another_model_what_was_known_is_not_believed(log: PostgresEventLog) -> None:
    await digests_after(log, "d1")
    assert await digests_after(log, AWAY, llm_model="other") == ["d1", None]


async def test_another_build_counts_when_it_was_said_twice(log: PostgresEventLog) -> None:
    assert await digests_after(log, "d1", "d2", "d2", "d2") == ["d1", "d2"]


async def test_two_servers_that_take_turns_are_no_change(log: PostgresEventLog) -> None:
    assert await digests_after(log, *["d1", "d2"] * 5) == ["d1"]


async def test_the_offices_hour_is_recorded_when_the_clocks_change(
    log: PostgresEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = read_settings(timezone="Europe/Berlin")
    configuration = Configuration(log, Saying("d1", "d1", "d1"), settings)
    for hours in (1, 1, 2):
        monkeypatch.setattr(configuring, "_utc_offset_s", lambda _, offset=hours * 3_600: offset)
        await (configuration.record() if not await recorded(log) else configuration.look())
    assert [one.utc_offset_s for one in await recorded(log)] == [3_600, 7_200]
