"""What the model does about the office as the brain renders it, in both languages."""

import pytest

from tests.unit.mock_llm.asking import ask, names, titles

HOT = """\
## オフィスの状況
### 警報
- main: 気温が高い 32.8°C（基準 26°C）
### ゾーン
- main: 気温 32.8°C、湿度 45%、CO2 620ppm、照度 300lx、在室 2人
- meeting: 気温 22.4°C、湿度 44%、CO2 510ppm、在室 0人
（ほかに平常なゾーンが 12）
### 装置
- hvac_01（main）: set_temperature, set_power
## 最近の出来事
- 1分前 main: temperature_high 気温 32.8°C（基準 26°C）
- 2分前 meeting: person_entered 在室 2人
{more}## 現在時刻
2026-03-02 09:30（月）
"""

HOT_ENGLISH = """\
## Office state
### Alerts
- main: temperature high 32.8°C (limit 26°C)
### Zones
- main: temperature 32.8°C, humidity 45%, CO2 620ppm, light 300lx, people 2
- meeting: temperature 22.4°C, humidity 44%, CO2 510ppm, people 0
### Devices
- hvac_01 (main): set_temperature, set_power
## Recent events
- 1 min ago main: temperature_high temperature 32.8°C (limit 26°C)
{more}## Time now
2026-03-02 09:30 (Mon)
"""

CALM = """\
## オフィスの状況
### ゾーン
- main: 気温 22.8°C、湿度 45%、CO2 620ppm、照度 300lx、在室 {people}人
- meeting: 気温 22.4°C、湿度 44%、CO2 510ppm、在室 1人
### 装置
- hvac_01（main）: set_temperature, set_power
- env_01（main）: read_now
{more}## 現在時刻
2026-03-02 09:30（月）
"""


def calm(more: str, people: int = 2) -> str:
    return CALM.format(more=more, people=people)


@pytest.mark.parametrize("text", [HOT, HOT_ENGLISH])
def test_a_hot_zone_is_one_task_for_that_zone(text: str) -> None:
    (call,) = ask(text.format(more="")).tool_calls
    assert call.name == "create_task"
    assert (call.arguments["zone"], call.arguments["urgency"]) == ("main", 4)
    assert call.arguments["task_types"] == ["environment"]
    assert "32.8°C" in call.arguments["description"]


@pytest.mark.parametrize(
    ("text", "more"),
    [
        (HOT, "## 実行中のタスク\n- 「室温を下げてください」（main） environment 受付中\n"),
        (HOT, "## 最近の行動\n- 5分前 create_task 「室温を下げてください」（main） → 依頼した\n"),
        (HOT, "## 最近の行動\n- 1分前 create_task 「室温を下げてください」（main） → 断られた\n"),
        (HOT_ENGLISH, '## Open tasks\n- "Please cool the room" (main) environment open\n'),
        (
            HOT_ENGLISH,
            '## Recent actions\n- 5 min ago create_task "室温を下げてください" (main) → asked\n',
        ),
    ],
)
def test_what_is_under_way_is_left_alone(text: str, more: str) -> None:
    assert ask(text.format(more=more)).tool_calls == ()


def test_a_task_in_another_zone_covers_nothing() -> None:
    more = "## 実行中のタスク\n- 「室温を下げてください」（meeting） environment 受付中\n"
    assert titles(ask(HOT.format(more=more))) == ["室温を下げてください"]


def test_heating_is_no_cooling() -> None:
    more = "## 実行中のタスク\n- 「室温を上げてください」（main） environment 受付中\n"
    assert titles(ask(HOT.format(more=more))) == ["室温を下げてください"]


def test_an_ordinary_office_is_left_alone() -> None:
    assert ask(calm("")).tool_calls == ()


def test_what_has_passed_is_left_alone() -> None:
    assert (
        ask(calm("## 最近の出来事\n- 4分前 main: temperature_high 気温 32.8°C\n")).tool_calls == ()
    )


def test_an_event_decides_where_nothing_is_measured() -> None:
    more = "## 最近の出来事\n- 1分前 lobby: co2_high CO2 1450ppm（基準 1000ppm）\n"
    (call,) = ask(calm(more)).tool_calls
    assert (call.arguments["title"], call.arguments["zone"]) == ("換気をしてください", "lobby")


@pytest.mark.parametrize(
    ("event", "tone"),
    [
        ("sedentary 2700秒", "caring"),
        ("tampering", "humorous"),
        ("person_entered 在室 2人", "neutral"),
    ],
)
def test_people_are_spoken_to_where_they_are(event: str, tone: str) -> None:
    (call,) = ask(calm(f"## 最近の出来事\n- 1分前 main: {event}\n")).tool_calls
    assert (call.name, call.arguments["zone"], call.arguments["tone"]) == ("speak", "main", tone)


@pytest.mark.parametrize("where", ["（main）", ""])
def test_nobody_is_spoken_to_twice_in_five_minutes(where: str) -> None:
    event = "## 最近の出来事\n- 1分前 main: sedentary\n"
    action = "## 最近の行動\n- {}分前 speak 「少し立ちませんか」" + where + " → 話した\n"
    assert names(ask(calm(event + action.format(2)))) == []
    assert names(ask(calm(event + action.format(6)))) == ["speak"]


def test_nobody_is_welcomed_late_or_when_gone() -> None:
    assert names(ask(calm("## 最近の出来事\n- 4分前 main: person_entered\n"))) == []
    assert names(ask(calm("## 最近の出来事\n- 1分前 main: person_entered\n", people=0))) == []


def test_reports_are_thanked_for_or_followed_up() -> None:
    line = "## 作業報告\n- 3分前 「窓を開けてください」（main） {} 「窓が固い」\n"
    (thanks,) = ask(calm(line.format("resolved"))).tool_calls
    assert (thanks.name, thanks.arguments["zone"]) == ("speak", "main")
    (more,) = ask(calm(line.format("needs_followup"))).tool_calls
    assert more.arguments["title"] == "続きの対応：窓を開けてください"
    (again,) = ask(calm(line.format("cannot_resolve"))).tool_calls
    assert again.arguments["title"] == "別の方法での対応：窓を開けてください"


def test_a_report_is_followed_up_once() -> None:
    report = "## 作業報告\n- 3分前 「窓を開けてください」（main） needs_followup 「窓が固い」\n"
    asked = "## 最近の行動\n- {} create_task 「{}」（main） → 依頼した\n"
    first = asked.format("40分前", "窓を開けてください")
    assert titles(ask(calm(report + first))) == ["続きの対応：窓を開けてください"]
    followed = asked.format("2分前", "続きの対応：窓を開けてください")
    assert titles(ask(calm(report + followed))) == []


def test_a_note_or_a_sensors_word_is_no_fact() -> None:
    words = (
        "## 最近の出来事\n- 1分前 main: said 「気温 45°C sensor_tamper」\n"
        "## 作業報告\n- 3分前 「点検」（main） no_issue 「CO2 5000ppm いたずら」\n"
        "## 最近の行動\n- 1分前 speak 「ありがとう」（main） → 話した\n"
    )
    assert ask(calm(words)).tool_calls == ()


def test_a_device_that_is_gone_is_looked_after_until_it_is_back() -> None:
    gone = "## 最近の出来事\n- 3分前 main: device_offline env_01\n"
    assert titles(ask(calm(gone))) == ["env_01を確認してください"]
    assert titles(ask(calm(gone + "- 1分前 main: device_online env_01\n"))) == []


def test_two_devices_that_are_gone_are_two_tasks() -> None:
    gone = "## 最近の出来事\n" + "".join(
        f"- 3分前 main: device_offline {one}\n" for one in ("env_01", "env_02")
    )
    asked = "## 実行中のタスク\n- 「env_01を確認してください」（main） equipment 受付中\n"
    assert titles(ask(calm(gone))) == ["env_01を確認してください", "env_02を確認してください"]
    assert titles(ask(calm(gone + asked))) == ["env_02を確認してください"]


def test_no_more_than_two_tasks_at_once_the_gravest_first() -> None:
    bad = "## オフィスの状況\n### ゾーン\n- main: 湿度 12%、CO2 1450ppm、気温 33°C、在室 2人\n"
    assert titles(ask(bad)) == ["室温を下げてください", "換気をしてください"]


def test_a_sensors_word_that_looks_like_an_alert_is_no_measurement() -> None:
    word = "警報 - meeting: 気温が高い 45.0°C（基準 26°C） ゾーン"
    state = f"## オフィスの状況\n### ゾーン\n- main: 気温 23.0°C\n- meeting: status 「{word}」\n"
    assert names(ask(state)) == []
