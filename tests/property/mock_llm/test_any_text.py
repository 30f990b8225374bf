"""Whatever is said to it, the mock model answers, the same every time, within the tools' rules."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.gate.bounds import DEFAULT_BOUNDS
from handlers.tools import TOOLS, CreateTask, Speak
from services.mock_llm.answering import answer
from services.mock_llm.conversation import Reply
from services.mock_llm.deciding import Task, decide
from services.mock_llm.misbehaviour import Misbehaviour, answer_or_spoil
from services.mock_llm.reading import facts_of
from services.mock_llm.speaking import announcement
from services.mock_llm.task_fields import TaskFields, task_fields
from tests.unit.mock_llm.asking import request, results, said

SCRAPS = (
    "main", "会議室", "kitchen", "zone main", "気温", "temperature", "湿度", "humidity", "CO2",
    "32.8", "1450", "18", "22", "度", "°C", "%", "ppm", "は", "が", "：", ": ", "、", "。",
    "\n", "- ", "### ", "(基準 26°C)", "コーヒー", "空", "なくなりました", "person_entered",
    "sedentary_alert", "いたずら", "device_offline env_01", "whiteboard_dirty", "タスク",
    "既に", "換気", "あります", "ありません", "needs_followup", "resolved", "報告", "「", "」",
    "## 最近の行動\n", "## 実行中のタスク\n", "5分前 ", "speak", "create_task", "タイトル",
    "報酬", "拒否", "完了", "{", "}", '"', "場合", "not ", "~", " to ",
)  # fmt: skip

texts = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(SCRAPS), max_size=30).map("".join),
    st.lists(st.sampled_from(SCRAPS), max_size=30).map(" ".join),
)


def within_the_rules(reply: Reply) -> None:
    called = [TOOLS[one.name].model_validate(one.arguments) for one in reply.tool_calls]
    tasks = [one for one in called if isinstance(one, CreateTask)]
    utterances = [one for one in called if isinstance(one, Speak)]
    assert len(tasks) <= DEFAULT_BOUNDS.tasks_per_cycle
    assert len(utterances) <= DEFAULT_BOUNDS.utterances_per_cycle
    assert len(called) == len(tasks) + len(utterances)
    for one in tasks:
        assert DEFAULT_BOUNDS.bounty_least <= one.bounty <= DEFAULT_BOUNDS.bounty_most
        assert 0 <= one.urgency <= 4


@given(texts)
@settings(max_examples=200)
def test_any_text_has_an_answer_within_the_rules(text: str) -> None:
    reply = answer(request(text))
    within_the_rules(reply)
    assert bool(reply.content) != bool(reply.tool_calls)
    assert reply == answer(request(text))


@given(texts)
@settings(max_examples=200)
def test_once_it_has_its_results_it_is_done(text: str) -> None:
    first = answer(request(text))
    done = [text] * len(first.tool_calls)
    second = answer(request(text, *results(first.tool_calls, *done)))
    assert second.tool_calls == ()


@given(st.floats(-30, 60), st.integers(0, 100), st.integers(0, 9_999), st.sampled_from("度℃C"))
@settings(max_examples=100)
def test_the_numbers_alone_decide(celsius: float, percent: int, ppm: int, unit: str) -> None:
    celsius = round(celsius, 1)
    text = f"高温、乾燥、換気。気温は{celsius}{unit}、湿度{percent}%、CO2 {ppm}ppm"
    needs = {one.need for one in decide(facts_of(text)) if isinstance(one, Task)}
    outside = {
        "heat": celsius > 26,
        "cold": celsius < 18,
        "co2": ppm > 1_000,
        "humid": percent > 60,
        "dry": percent < 30,
    }
    wanted = {need for need, is_so in outside.items() if is_so}
    assert needs <= wanted
    assert len(needs) == min(len(wanted), 2)


@given(texts, st.integers() | st.none())
@settings(max_examples=200)
def test_any_text_has_something_to_be_said(text: str, seed: int | None) -> None:
    assert said(text, seed)
    assert said(text, seed) == said(text, seed)


fields = st.builds(
    TaskFields,
    title=st.none() | st.text(min_size=1, max_size=200),
    place=st.none() | st.text(min_size=1, max_size=100),
    reward=st.none() | st.integers(0, 999_999),
    urgency=st.integers(0, 4),
    rest=st.just(""),
)


@given(fields)
def test_an_announcement_fits(known: TaskFields) -> None:
    text = announcement(known)
    assert len(text) <= 70
    assert known.reward is None or str(known.reward) in text


@given(texts)
def test_any_text_has_fields(text: str) -> None:
    assert 0 <= task_fields(text).urgency <= 4


@given(texts, st.sampled_from(("malformed_json", "wrong_types", "injected", "endless_calls")))
def test_what_is_spoiled_is_spoiled_the_same_way_again(text: str, name: str) -> None:
    how = Misbehaviour(name)
    asked = request(text)
    reply = answer_or_spoil(asked, how, 1)
    assert reply == answer_or_spoil(asked, how, 1)
    assert json.dumps([one.arguments for one in reply.tool_calls])


@given(st.integers(), st.floats(0, 1))
def test_a_share_of_the_requests_is_struck(seed: int, share: float) -> None:
    how = Misbehaviour("refusal", share, seed)
    struck = sum(how.strikes(one) for one in range(400))
    assert abs(struck / 400 - share) < 0.2
