"""What the brain's benches measure is what they say that they measure."""

import time
from datetime import UTC, datetime

import httpx

from handlers.replay.check import check
from projections.brain.rendering import rendered
from services.brain.servers import ModelServer, OllamaServer
from services.soms.bench.brain import office, rendering, replaying
from services.soms.bench.brain.model import model
from services.soms.bench.options import Options
from tests.unit.story import START


async def test_the_model_is_told_of_the_alarms_the_devices_and_the_tasks() -> None:
    now = datetime.now(UTC)
    state = rendering.folded(await rendering.recorded(office.office(now)))
    text = rendered(state, rendering.telling(now)).text
    assert "room_001: 気温が高い" in text
    assert "hvac_001（room_001）" in text
    assert "片付け 20" in text
    assert "（ほかに 176 ゾーン）" in text


async def test_the_office_has_two_thousand_sensors() -> None:
    told = office.office(START)
    sensors = {one.subject for one in told if one.type == "telemetry.reading_recorded"}
    assert len(sensors) == 2_000
    assert max(one.time for one in told) < START


async def test_telling_and_folding_are_figures_with_targets() -> None:
    render, fold = await rendering.measure(Options(events=100, runs=1), zones=2)
    assert (render.unit, render.maximum) == ("ms", rendering.RENDER_MS)
    assert (fold.unit, fold.maximum) == ("µs", rendering.FOLD_US)
    assert render.value > 0
    assert fold.value > 0


async def test_a_restless_hour_makes_the_brain_think_and_decides_again_alike() -> None:
    log = replaying.restless_day(0.25)
    assert await replaying.cycles(log) >= 0.25 * replaying.CYCLES_AN_HOUR
    assert (await check(log)).divergences == 0


async def test_the_model_notes_when_it_is_asked_and_proposes_once() -> None:
    async with model() as one:
        server: ModelServer = OllamaServer(one.url)
        one.will_propose({"name": "speak", "arguments": {"message": "暑い"}})
        request = {"model": "m", "messages": [], "tools": []}
        replies = [await server.ask(request)]
        before = time.perf_counter()
        replies.append(await server.ask(request))
        after = time.perf_counter()
        asked_at = await one.asked(1.0)
        assert await server.model_digest("m") is None
        await server.close()
    assert [len(reply.tool_calls) for reply in replies] == [1, 0]
    assert asked_at is not None
    assert before < asked_at < after
    assert one.questions == 2


async def test_a_question_that_never_comes_is_given_up() -> None:
    async with model() as one:
        assert await one.asked(0.01) is None
        async with httpx.AsyncClient() as somebody:
            await somebody.get(f"{one.url}/api/tags")
        assert await one.asked(0.01) is None


def test_readings_go_round_the_sensors() -> None:
    said = office.readings(datetime.now(UTC), 41, zones=4)
    assert said[0].subject == said[40].subject
    assert len({one.subject for one in said}) == 40
