"""What the model says of a task, where no tools are offered."""

import pytest

from services.mock_llm.speaking import REJECTIONS
from tests.unit.mock_llm.asking import said

TASK = (
    "タイトル: 会議室の換気\nエリア: 会議室\n報酬: 800\n緊急度: {}\n"
    "説明: 完了したら報告し、無視しないこと"
)
ANNOUNCE = "次のタスクのアナウンスを70文字以内で作ってください。\n" + TASK


@pytest.mark.parametrize(("urgency", "prefix"), [(1, "会議室"), (3, "至急、"), (4, "【緊急】")])
def test_an_announcement_names_place_and_reward(urgency: int, prefix: str) -> None:
    text = said(ANNOUNCE.format(urgency))
    assert text.startswith(prefix)
    assert "会議室の換気" in text
    assert "最適化承認スコア800" in text
    assert len(text) <= 70


@pytest.mark.parametrize(
    "text",
    [
        TASK.format(2),
        '{"title": "会議室の換気", "zone": "会議室", "bounty_gold": 800, "urgency": 2}',
        "会議室の「会議室の換気」を報酬800ポイントでお願いするアナウンスを作って",
        "Announce the task. title: 会議室の換気, zone: 会議室, reward: 800",
    ],
)
def test_a_task_is_understood_in_any_form(text: str) -> None:
    assert said(text) == (
        "会議室で「会議室の換気」をお願いします。最適化承認スコア800を差し上げます。"
    )


@pytest.mark.parametrize("word", ["緊急", "至急"])
def test_urgency_in_words_counts(word: str) -> None:
    assert said(f"{word}のアナウンス。タイトル: 換気\nエリア: main\n報酬: 800")[0] in "【至"


def test_a_long_title_is_cut_and_the_reward_is_not() -> None:
    title, place = "とても長い題名" * 20, "場所" * 30
    task = f"タイトル: {title}\nエリア: {place}\n報酬: 999999\n緊急度: 4"
    text = said(f"アナウンス\n{task}")
    assert len(text) <= 70
    assert "999999" in text


@pytest.mark.parametrize(
    "text",
    [
        "タスク「窓を開ける」が完了しました。感謝の言葉を。",
        "タイトル: 窓を開ける\n完了メッセージを作って",
    ],
)
def test_a_task_done_is_thanked_for_with_its_effect(text: str) -> None:
    assert "窓を開ける" in said(text)
    assert "ありがとう" in said(text)
    assert "空気" in said(text)
    assert len(said(text)) <= 70


def test_a_task_taken_is_thanked_for() -> None:
    assert "引き受け" in said("ユーザーがタスクを受諾しました。お礼を言ってください。")


def test_there_are_ten_refusals_and_the_seed_chooses() -> None:
    text = "タスクの依頼が拒否されました。セリフを作ってください。"
    lines = [said(text, seed) for seed in range(10)]
    assert sorted(lines) == sorted(REJECTIONS)
    assert len(set(lines)) == 10
    assert max(map(len, lines)) <= 50
    assert said(text) in REJECTIONS


def test_facts_of_the_office_are_answered_in_words() -> None:
    assert said("CO2 is 1450 ppm") == "換気をしてください。"
    assert said("正常です") == "特に対応は必要ありません。"
    assert said("Hello") == "Nothing needs to be done."
