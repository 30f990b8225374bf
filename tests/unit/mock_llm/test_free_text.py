"""What the model does about facts in anybody's words, Japanese or English."""

import pytest

from tests.unit.mock_llm.asking import ask, names, titles

HEAT = "室温を下げてください"
COLD = "室温を上げてください"
AIR = "換気をしてください"
DRY = "加湿してください"
HUMID = "除湿してください"
COFFEE = "コーヒー豆を補充してください"
BOARD = "ホワイトボードを消してください"

CALLED_FOR = [
    ("会議室の気温が32.8度です", [HEAT], "会議室"),
    ("Zone main: temperature 32.8C, humidity 45%, CO2 1450ppm", [HEAT, AIR], "main"),
    ("CO2 is 1450 ppm in the meeting room", [AIR], "meeting room"),
    ("湿度 18%", [DRY], None),
    ("湿度１８％", [DRY], None),
    ("気温は３２．８℃、湿度は４５％です。", [HEAT], None),
    ("32.8°C in the kitchen", [HEAT], "kitchen"),
    ("The temperature in zone lobby has reached 31 degrees.", [HEAT], "lobby"),
    ("It is 91°F in the lab", [HEAT], "lab"),
    ("1450ppm CO2 in the meeting room", [AIR], "meeting room"),
    ("CO₂濃度が1,450ppmです", [AIR], None),
    ("CO2が1000ppmを超えています", [AIR], None),
    ("CO2 has exceeded 1000 ppm in the office", [AIR], "office"),
    ("co2_threshold_exceeded: 1450ppm (zone: main)", [AIR], "main"),
    ("CO2濃度が基準値1000ppmを超え、1450ppmです", [AIR], None),
    ("### main\n- 温度: 32.8℃ (高温)\n- 湿度: 45%\n- CO2: 600ppm", [HEAT], "main"),
    ("【main】\n気温: 31.0℃\nCO2: 1300ppm", [HEAT, AIR], "main"),
    ('{"zone": "main", "temperature": 32.8, "humidity": 45}', [HEAT], "main"),
    ('{"zone":"main","channel":"temperature","value":32.8}', [HEAT], "main"),
    ("temperature_c=31.5 zone=main", [HEAT], "main"),
    ("室温が22度から32.8度に上昇しました", [HEAT], None),
    ("執務室の室温は15.2℃です", [COLD], "執務室"),
    ("Temperature: 12 C", [COLD], None),
    ("気温 -2.5°C", [COLD], None),
    ("relative humidity is 18 percent", [DRY], None),
    ("18% RH", [DRY], None),
    ("湿度が30%を下回っています", [DRY], None),
    ("humidity: 78%", [HUMID], None),
    ("コーヒー豆がなくなりました", [COFFEE], None),
    ("キッチンのコーヒーが空です", [COFFEE], "キッチン"),
    ("We are out of coffee in the kitchen", [COFFEE], "kitchen"),
    ("The coffee beans are empty.", [COFFEE], None),
    ("コーヒー豆の残量: 0%", [COFFEE], None),
    ("会議室のホワイトボードが汚れています", [BOARD], "会議室"),
    ("The whiteboard in the meeting room is dirty", [BOARD], "meeting room"),
    ("whiteboard_dirty (zone: meeting)", [BOARD], "meeting"),
    ("device_offline: env_01 in zone main", ["env_01を確認してください"], "main"),
    ("センサー env_02 が応答しません", ["env_02を確認してください"], None),
    ("battery_low leaf_env_01", ["leaf_env_01の電池を交換してください"], None),
    ("会議室は31度、ラウンジは23度です", [HEAT], "会議室"),
    ("外気温は35度、室温は15度です", [COLD], None),
    ("現在の状況:\n- 会議室A: 温度 32.8℃, 在室 3名\n対応してください。", [HEAT], "会議室A"),
    ("オフィスの状況:\nゾーン: main\n温度: 32.5℃\nイベント: なし", [HEAT], "main"),
    ("Zone main:\n  Temperature: 31.0 C\n  CO2: 1300 ppm\nActive tasks: none", [HEAT, AIR], "main"),
    ("The coffee machine is out of beans", [COFFEE], None),
]


@pytest.mark.parametrize(("text", "tasks", "zone"), CALLED_FOR, ids=[one[0] for one in CALLED_FOR])
def test_people_are_asked_for_what_the_facts_call_for(
    text: str, tasks: list[str], zone: str | None
) -> None:
    reply = ask(text)
    assert (titles(reply), names(reply)) == (tasks, ["create_task"] * len(tasks))
    assert {one.arguments.get("zone") for one in reply.tool_calls} == {zone}


SAID = [
    ("person_entered in zone main", "neutral", "main"),
    ("会議室に人が入室しました", "neutral", "会議室"),
    ("Somebody has entered the lobby", "neutral", "lobby"),
    ("【イベント】\n- person_entered: mainに1名入室\n【状態】\nmain: 22℃", "neutral", "main"),
    ("## Event\ntype: person_entered\nzone: main\ncount: 1", "neutral", "main"),
    ("イベント: sensor_tamper\nゾーン: main\n温度が22℃から28℃に急変", "humorous", "main"),
    ("sedentary_alert: zone main, 2700s", "caring", "main"),
    ("執務室で45分以上座り続けている人がいます", "caring", "執務室"),
    ("A person has been sitting for 50 minutes", "caring", None),
    ("sensor_tamper zone=main", "humorous", "main"),
    ("センサーの値が急変しました。いたずらの可能性があります", "humorous", None),
    ("sensor_tamper: temperature changed from 22 to 35 in 10 s", "humorous", None),
    ("タスク報告: 「換気をしてください」 no_issue", "caring", None),
    ("Task report: status=resolved, the window was opened", "caring", None),
]


@pytest.mark.parametrize(("text", "tone", "zone"), SAID, ids=[one[0] for one in SAID])
def test_the_tone_fits_what_is_said(text: str, tone: str, zone: str | None) -> None:
    (call,) = ask(text).tool_calls
    assert (call.name, call.arguments["tone"]) == ("speak", tone)
    assert call.arguments.get("zone") == zone
    assert 0 < len(call.arguments["message"]) <= 70


NOTHING = [
    "",
    "正常です",
    "Everything is normal.",
    "気温22度、湿度45%、CO2 620ppm、在室2人",
    "Zone main: temperature 22C, humidity 45%, CO2 620ppm",
    "高温注意報が出ていますが、室温は22度です",
    "温度が高い場合はタスクを作成してください。現在の気温は24.0℃です。",
    "If the temperature is above 26 degrees, create a task. It is 22 degrees now.",
    "快適な範囲は18〜26℃、湿度30-60%、CO2 1000ppm未満です",
    "comfort range: 18-26°C, 30-60 %RH, CO2 < 1000 ppm",
    "CO2 is below 1000 ppm",
    "設定温度は28度、室温は25度です",
    "外気温は35度です",
    "エアコンの目標温度 16℃",
    "気温が3度上昇しました",
    "温度センサーが3台あります",
    "水温 31度",
    "バッテリー 18%",
    "いたずらは検知されていません",
    "No tampering was detected, nobody sat too long.",
    "コーヒー豆は十分あります",
    "コーヒーを補充しました。空の袋は捨てました。",
    "空調は正常、コーヒーもあります",
    "ホワイトボードはきれいです",
    "もし誰かが入室したら挨拶してください",
    "在室者は2名です",
    "It is 75°F in the lab",
    "会議室で3度声をかけました",
]


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_is_done_where_nothing_is_called_for(text: str) -> None:
    reply = ask(text)
    assert reply.tool_calls == ()
    assert reply.content


COVERED = [
    "CO2が1450ppmです。換気タスクは既にあります。",
    "CO2: 1450ppm\n実行中のタスク: 換気してください",
    "Zone main: CO2 1450ppm. A ventilation task already exists in zone main.",
    "Zone main: CO2 1450 ppm\n## Active tasks\n- Please ventilate (main)",
    "### main\nCO2: 1450ppm\n## アクティブなタスク（重複作成禁止）\n- 換気してください (報酬: 800)",
    "CO2 1450ppm。以下のタスクは既に存在します。\n- 窓を開けて換気する",
    "CO2 1450ppm\n10分前に換気タスクを作成しました",
    "CO2 is 1450 ppm. There is already a task for this.",
    '{"zone":"main","co2":1450,"active_tasks":[{"title":"換気をしてください","zone":"main"}]}',
]


@pytest.mark.parametrize("text", COVERED)
def test_what_is_being_done_already_is_not_asked_for_again(text: str) -> None:
    assert ask(text).tool_calls == ()


NOT_COVERED = [
    ("CO2が1450ppmです。換気タスクはありません。", [AIR]),
    ("CO2が1450ppmです。既存のタスクと重複しないようにしてください。", [AIR]),
    ("CO2が1450ppm。既存タスクを確認し、必要なら作成してください。", [AIR]),
    ("CO2: 1450ppm\nActive tasks: none", [AIR]),
    ("CO2: 1450ppm\n## アクティブなタスク\nなし", [AIR]),
    ("CO2: 1450ppm、気温31度。換気タスクは既にあります。", [HEAT]),
    ("Zone main: CO2 1450ppm\n## Active tasks\n- Please ventilate (lobby)", [AIR]),
]


@pytest.mark.parametrize(("text", "tasks"), NOT_COVERED)
def test_another_task_covers_nothing(text: str, tasks: list[str]) -> None:
    assert titles(ask(text)) == tasks


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("タスク報告: 「窓を修理」 needs_followup", "続きの対応：窓を修理"),
        ("task_report: report_status=cannot_resolve", "別の方法での対応：前回の作業"),
    ],
)
def test_a_report_that_leaves_something_open_is_followed_up(text: str, title: str) -> None:
    assert titles(ask(text)) == [title]
