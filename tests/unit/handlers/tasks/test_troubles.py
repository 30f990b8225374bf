"""What a task is to mend: told by its words, never by a guess."""

import pytest

from handlers.tasks.troubles import alarm_meant, trouble_of


@pytest.mark.parametrize(
    ("texts", "trouble"),
    [
        (("室温を下げてください", "冷房をつけてください"), "temperature"),
        (("窓を開けて換気してください", None), "co2"),
        (("加湿器を動かしてください", "乾燥しています"), "humidity"),
        (("Please open a window", "it is stuffy"), "co2"),
        (("コーヒー豆を補充してください", None), None),
        (("温度と湿度を見てください", None), None),
    ],
)
def test_the_words_say_what_is_wrong(texts: tuple[str | None, ...], trouble: str | None) -> None:
    assert trouble_of(None, *texts) == trouble


def test_a_cause_goes_before_words() -> None:
    assert trouble_of("co2_high", "室温を下げてください") == "co2"
    assert trouble_of("whiteboard_dirty", "室温を下げてください") == "whiteboard_dirty"


def test_of_two_alarms_the_one_that_is_spoken_of_is_meant() -> None:
    alarms = ["temperature_high", "co2_high"]
    assert alarm_meant(alarms, "換気してください") == "co2_high"
    assert alarm_meant(alarms, "室温を下げてください") == "temperature_high"
    assert alarm_meant(alarms, "掃除してください") is None


@pytest.mark.parametrize(
    "title", ["割れたガラスを片付けてください", "窓を開けてください", "温度と湿度を見てください"]
)
def test_a_task_that_speaks_of_no_trouble_is_not_about_the_only_alarm(title: str) -> None:
    assert alarm_meant(["temperature_high"], title) is None
    assert alarm_meant([], title) is None


def test_a_task_that_speaks_of_another_trouble_is_not_about_the_alarm() -> None:
    assert alarm_meant(["co2_high"], "加湿してください") is None


@pytest.mark.parametrize(
    "text",
    [
        "Clean the theater",
        "Sweep up the wheat",
        "Prepare chairs for the school visit",
        "Sort the carpool list",
        "乾燥機の掃除",
        "乾燥剤を交換してください",
    ],
)
def test_a_word_within_another_is_no_trouble(text: str) -> None:
    assert trouble_of(None, text) is None


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("Turn on the heating", "temperature"),
        ("COOL the room", "temperature"),
        ("部屋をcoolにしてください", "temperature"),
        ("CO2が高いです", "co2"),
        ("Please ventilate", "co2"),
        ("Fill the humidifier", "humidity"),
        ("空気が乾燥しすぎ", None),
        ("乾燥しています", "humidity"),
    ],
)
def test_whole_words_are_heard_in_both_languages(text: str, trouble: str | None) -> None:
    assert trouble_of(None, text) == trouble
