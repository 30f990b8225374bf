"""The brain's benches at their smallest, with the real services."""

import pytest

from services.soms.bench.brain import acting, prompting


@pytest.mark.slow
async def test_every_timer_that_fires_is_followed_by_a_question() -> None:
    course = await prompting.run(asked=3, zones=2)
    assert (len(course.asked), len(course.seen), course.never) == (3, 3, 0)
    assert all(wait_ms > 0 for wait_ms in course.asked)


@pytest.mark.slow
async def test_a_warm_reading_becomes_a_task_that_people_see() -> None:
    seen = await acting.run(gathered_s=0.0, offices=1, tasks=1)
    assert (len(seen.waits_s), seen.never) == (1, 0)
