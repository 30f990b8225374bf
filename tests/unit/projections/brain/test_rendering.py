"""The context in words: what is shown, what is left out, and that it is the same for the same."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from events.brain import SafetyActed
from events.tasks import Accepted, Completed, Created
from events.voice import Requested as Voice
from events.zones import PersonExited, SedentaryNoticed
from projections.brain.access import has_zone, zones_of
from projections.brain.places import ZONES_GIVING_WAY, ZONES_LIMIT
from projections.brain.rendering import Telling, rendered
from projections.brain.tokens import tokens_in
from projections.brain.wording import ENGLISH
from tests.unit.brain_story import TASK, BrainStory, call
from tests.unit.projections.brain.telling import an_office, told
from tests.unit.story import START


def test_a_calm_office_is_zones_and_the_time() -> None:
    story = an_office()
    story.measure("main", "temperature", 22.41)
    story.measure("main", "humidity", 44.6)
    assert told(story) == (
        "## オフィスの状況\n### ゾーン\n- main: 気温 22.4°C、湿度 45%\n"
        "## 現在時刻\n2026-03-02 18:00 (月)"
    )


def test_english_has_the_same_lines() -> None:
    story = an_office().warm()
    now = START + timedelta(seconds=story.at_s)
    text = rendered(story.state, Telling(now, ENGLISH, 2_048)).text
    assert text == (
        "## Office state\n### Alerts\n- main: temperature high 32.8°C (limit 26°C)\n"
        "### Zones\n- main: temperature 32.8°C, people 2\n"
        "## Recent events\n- just now main: temperature_high temperature 32.8°C\n"
        "## Time now\n2026-03-02 09:00 (Monday)"
    )


def test_the_same_rows_and_moment_give_the_same_bytes() -> None:
    assert told(an_office().warm()) == told(an_office().warm())


def test_an_alert_shows_what_is_measured_now_and_not_what_was() -> None:
    story = an_office().warm()
    story.measure("main", "temperature", 29.0)
    assert "気温が高い 29.0°C（基準 26°C）" in told(story)


def thought_about(story: BrainStory) -> BrainStory:
    """A cycle came and went."""
    story.reply(story.begin(), content="様子を見ます。")
    return story


def test_a_zone_whose_sensors_fell_silent_neither_alarms_nor_shows_old_values() -> None:
    story = thought_about(an_office().warm())
    text = told(story, after_s=700)
    assert "警報" not in text
    assert "32.8" not in text


def test_people_are_not_counted_once_nobody_has_looked_for_long() -> None:
    story = an_office().warm()
    assert "在室 2人" in told(story)
    assert "在室" not in told(story, after_s=700)


def test_alarming_zones_come_first_and_others_are_only_counted() -> None:
    story = an_office()
    for number in range(60):
        story.measure(f"room_{number:02d}", "temperature", 22.0)
    story.warm("zz_server_room")
    lines = told(story).splitlines()
    assert lines[2].startswith("- zz_server_room")
    assert "（ほかに 37 ゾーン）" in lines
    assert "room_59" not in told(story)


@pytest.mark.parametrize("budget", [128, 256, 512, 1_024])
def test_the_budget_holds_and_the_time_stays(budget: int) -> None:
    story = an_office()
    for number in range(30):
        story.warm(f"room_{number:02d}", 30.0 + number / 10)
    text = told(story, budget=budget)
    assert tokens_in(text) <= budget
    assert text.endswith("2026-03-02 18:01 (月)")


def test_a_devices_tools_are_shown_once_it_is_trusted() -> None:
    story = an_office()
    story.measure("main", "temperature", 22.0)
    story.device("hvac_01", "set_power", trusted=False)
    assert "set_power" not in told(story)
    story.device("hvac_01", "set_power", trusted=True)
    assert "- hvac_01（main）: set_power" in told(story)


def test_the_report_of_a_task_that_the_brain_asked_for_is_shown_with_its_note() -> None:
    story = an_office().warm()
    story.reply(story.begin(), call("create_task", **TASK))
    story.create_task(1)
    story.tell(Accepted(task=1, person=3), "task:1")
    done = Completed(task=1, person=3, report_status="resolved", completion_note="窓を開けました")
    story.tell(done, "task:1")
    assert "「室温を下げてください」（main） resolved 「窓を開けました」" in told(story)
    assert "## 実行中のタスク" not in told(story)


def test_the_report_of_somebody_elses_task_is_not_the_brains_business() -> None:
    story = an_office()
    made = Created(task=1, title="掃除", bounty_milli=1, bounty_xp=1, urgency=2)
    story.tell(made, "task:1")
    story.tell(Accepted(task=1, person=3), "task:1")
    story.tell(Completed(task=1, person=3, report_status="resolved"), "task:1")
    assert "作業報告" not in told(story)


def test_what_was_thought_about_long_ago_is_no_recent_event() -> None:
    story = thought_about(an_office().warm())
    assert "最近の出来事" in told(story)
    story.at_s += 400
    story.measure("main", "temperature", 30.0)
    assert "最近の出来事" not in told(story)


def test_what_nobody_has_thought_about_is_shown_however_long_ago_it_was() -> None:
    """As when the model was away for a while: it is what the next cycle is about."""
    story = an_office()
    story.tell(SedentaryNoticed(zone="main", duration_s=3_600.0), "zone:main")
    story.fail(story.begin())
    assert "6分前 main: sedentary 60分" in told(story, after_s=360)


def test_a_report_is_shown_until_it_was_thought_about() -> None:
    story = an_office().warm()
    story.reply(story.begin(), call("create_task", **TASK))
    story.create_task(1)
    story.tell(Accepted(task=1, person=3), "task:1")
    story.tell(Completed(task=1, person=3, report_status="needs_followup"), "task:1")
    assert "needs_followup" in told(story, after_s=1_000)


def test_what_is_to_be_thought_about_comes_before_what_is_newer() -> None:
    story = an_office().warm()
    for number in range(20):
        story.device(f"lamp_{number:02d}", "set_power")
    events = told(story).split("## 最近の出来事\n")[1].splitlines()
    assert "temperature_high" in events[0]
    assert events[12] == "（ほかに 9 件）"


def test_alarms_of_sensors_that_died_hide_no_room_that_is_alarming() -> None:
    story = an_office()
    for number in range(30):
        story.warm(f"dead_{number:02d}")
    thought_about(story).at_s += 700
    story.warm("server", 41.0)
    story.tell(PersonExited(zone="server", count=0, previous=2), "zone:server")
    thought_about(story).at_s += 400
    story.measure("server", "temperature", 41.0)
    lines = told(story).splitlines()
    assert lines[2] == "- server: 気温が高い 41.0°C（基準 26°C）"
    assert lines[4].startswith("- server")


def test_alerts_that_have_no_room_are_counted() -> None:
    story = an_office()
    for number in range(100):
        story.warm(f"room_{number:02d}")
    alerts = told(story).split("### ゾーン")[0].splitlines()[2:]
    shown = sum("気温が高い" in one for one in alerts)
    assert shown > 20
    assert alerts[-1] == f"（ほかに {100 - shown} 件）"


def test_tasks_and_devices_that_are_not_listed_are_counted() -> None:
    story = an_office().warm()
    for number in range(30):
        made = Created(task=number, title="掃除", bounty_milli=1, bounty_xp=1, urgency=2)
        story.tell(made, f"task:{number}")
        story.device(f"lamp_{number:02d}", "set_power")
    text = told(story, budget=8_192)
    tasks = text.split("## 実行中のタスク\n")[1].splitlines()
    devices = text.split("### 装置\n")[1].splitlines()
    assert tasks[10] == "（ほかに 20 件）"
    assert devices[20] == "（ほかに 10 件）"


def test_actions_that_are_not_listed_are_counted() -> None:
    story = an_office().warm()
    for number in range(12):
        acted = SafetyActed(rule="co2_high", zone="main", action={})
        story.tell(acted, "zone:main", correlation_id=UUID(int=number))
    actions = told(story).split("## 最近の行動\n")[1].splitlines()
    assert actions[8] == "（ほかに 4 件）"


def test_the_changing_time_comes_last() -> None:
    """A model server keeps what it has read of a prompt's beginning."""
    story = an_office().warm()
    earlier, later = told(story, after_s=30), told(story, after_s=90)
    common = next(
        i for i, (one, other) in enumerate(zip(earlier, later, strict=False)) if one != other
    )
    assert earlier[:common].count("\n") >= 4


def test_events_that_the_context_does_not_fold_change_nothing() -> None:
    story = an_office().warm()
    before = told(story)
    said = Voice(utterance="u", purpose="speak", text="こんにちは")
    story.position += 1
    assert replace(story).tell(said, "utterance:u") == []
    assert told(story, after_s=-1) == before


def test_zones_that_devices_invent_push_out_each_other_and_no_real_one() -> None:
    story = an_office()
    for number in range(ZONES_LIMIT + 50):
        story.measure(f"junk_{number}", "temperature", 22.0)
        if number % 100 == 0:
            story.measure("main", "temperature", 22.0)
    assert ZONES_LIMIT - ZONES_GIVING_WAY < len(zones_of(story.state)) <= ZONES_LIMIT
    assert has_zone(story.state, "main")
    assert not has_zone(story.state, "junk_0")
