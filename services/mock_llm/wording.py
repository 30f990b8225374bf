"""What was decided as calls of tools, in Japanese: titles, reasons, rewards, and what is said."""

from collections.abc import Callable
from dataclasses import dataclass

from events.voice import Tone
from handlers.tools import DESCRIPTION_LIMIT, SPEECH_LIMIT, TITLE_LIMIT
from services.mock_llm.conversation import Call
from services.mock_llm.deciding import Decision, Occasion, Task, Utterance
from services.mock_llm.facts import Cause


@dataclass(frozen=True, slots=True)
class _Wish:
    """How a task is put. `{where}`, `{value}` and `{about}` are filled in."""

    title: str
    why: str
    how: str
    bounty: int
    urgency: int
    types: tuple[str, ...]


_WISHES: dict[Cause, _Wish] = {
    "heat": _Wish(
        "室温を下げてください",
        "{where}の気温が{value}°Cで、快適な範囲（18〜26°C）を上回っています。",
        "冷房を入れるか、窓を開けてください。",
        1_500, 3, ("environment",),
    ),
    "cold": _Wish(
        "室温を上げてください",
        "{where}の気温が{value}°Cで、快適な範囲（18〜26°C）を下回っています。",
        "暖房を入れるか、窓を閉めてください。",
        1_500, 3, ("environment",),
    ),
    "co2": _Wish(
        "換気をしてください",
        "{where}のCO2濃度が{value}ppmで、基準の1000ppmを超えています。",
        "窓を開けるか、換気扇を回してください。",
        800, 2, ("environment",),
    ),
    "dry": _Wish(
        "加湿してください",
        "{where}の湿度が{value}%で、快適な範囲（30〜60%）を下回っています。",
        "加湿器に水を入れて動かしてください。",
        1_200, 2, ("environment",),
    ),
    "humid": _Wish(
        "除湿してください",
        "{where}の湿度が{value}%で、快適な範囲（30〜60%）を上回っています。",
        "除湿器か、エアコンの除湿を動かしてください。",
        1_200, 2, ("environment",),
    ),
    "coffee": _Wish(
        "コーヒー豆を補充してください",
        "{where}のコーヒー豆がなくなりました。",
        "棚の予備から補充し、予備もなければ注文してください。",
        1_000, 1, ("supply",),
    ),
    "whiteboard": _Wish(
        "ホワイトボードを消してください",
        "{where}のホワイトボードがいっぱいです。",
        "必要な内容を写してから、きれいに消してください。",
        500, 1, ("cleaning",),
    ),
    "device": _Wish(
        "{about}を確認してください",
        "{where}の{about}から応答がありません。",
        "電源と配線を確かめ、必要なら入れ直してください。",
        1_000, 2, ("equipment",),
    ),
    "battery": _Wish(
        "{about}の電池を交換してください",
        "{where}の{about}の電池が残り少なくなっています。",
        "新しい電池に取り替えてください。",
        500, 1, ("equipment",),
    ),
    "followup": _Wish(
        "続きの対応：{about}",
        "{where}の作業について、引き続き対応が必要との報告がありました。",
        "前回の結果を確かめ、残った作業を終わらせてください。",
        1_000, 2, ("general",),
    ),
    "retry": _Wish(
        "別の方法での対応：{about}",
        "{where}の作業が解決できなかったとの報告がありました。",
        "別の方法を試すか、管理者に相談してください。",
        1_000, 3, ("urgent",),
    ),
}  # fmt: skip

_UNMEASURED: dict[Cause, str] = {
    "heat": "{where}が暑すぎます。",
    "cold": "{where}が寒すぎます。",
    "co2": "{where}の空気がこもっています。",
    "dry": "{where}の空気が乾燥しています。",
    "humid": "{where}の湿度が高すぎます。",
}
"""Why, where nobody says how bad it is."""

_WITHOUT_ABOUT: dict[Cause, str] = {"device": "装置", "battery": "センサー"}

_GRAVER: dict[Cause, tuple[Callable[[float], int], Callable[[float], int]]] = {
    "heat": (lambda value: 4 if value >= 32 else 3, lambda value: 2_000 if value >= 30 else 1_500),
    "cold": (lambda value: 4 if value <= 10 else 3, lambda value: 2_000 if value <= 14 else 1_500),
    "co2": (
        lambda value: 4 if value >= 3_000 else 3 if value >= 1_800 else 2,
        lambda value: 1_200 if value >= 1_800 else 800,
    ),
}
"""Urgency and reward where a number says how bad it is."""

_SAYINGS: dict[Occasion, tuple[str, Tone]] = {
    "tampering": ("おや、センサーがくすぐったいと言っています。いたずらはほどほどに。", "humorous"),
    "sedentary": ("長いあいだ座っていますね。少し立って、体を伸ばしませんか。", "caring"),
    "thanks": ("ありがとうございました。おかげで快適に過ごせます。", "caring"),
    "person_entered": ("こんにちは。どうぞ、ごゆっくりお過ごしください。", "neutral"),
}


def call_for(decision: Decision) -> Call:
    if isinstance(decision, Task):
        return Call("create_task", _task(decision))
    return Call("speak", _speech(decision))


def _task(task: Task) -> dict[str, object]:
    wish = _WISHES[task.need]
    urgency, bounty = _gravity(task, wish)
    arguments: dict[str, object] = {
        "title": cut(title_for(task), TITLE_LIMIT),
        "description": cut(_filled(_why(task, wish) + wish.how, task), DESCRIPTION_LIMIT),
        "bounty": bounty,
        "urgency": urgency,
        "task_types": list(wish.types),
    }
    return arguments | ({"zone": task.zone} if task.zone else {})


def title_for(task: Task) -> str:
    return _filled(_WISHES[task.need].title, task)


def _why(task: Task, wish: _Wish) -> str:
    return wish.why if task.value is not None else _UNMEASURED.get(task.need, wish.why)


def _gravity(task: Task, wish: _Wish) -> tuple[int, int]:
    graver = _GRAVER.get(task.need)
    if graver is None or task.value is None:
        return wish.urgency, min(wish.bounty, 1_000) if task.value is None else wish.bounty
    urgency, bounty = graver
    return urgency(task.value), bounty(task.value)


def _filled(text: str, task: Task) -> str:
    where = cut(task.zone or "オフィス", 60)
    about = task.about or _WITHOUT_ABOUT.get(task.need, "前回の作業")
    value = "" if task.value is None else f"{task.value:.1f}".removesuffix(".0")
    filled = text.replace("{where}", where).replace("{value}", value)
    return filled.replace("{about}", cut(about, 60))


def _speech(utterance: Utterance) -> dict[str, object]:
    saying, tone = _SAYINGS[utterance.occasion]
    about = f"「{cut(utterance.about, 24)}」" if utterance.about else ""
    arguments: dict[str, object] = {"message": cut(about + saying, SPEECH_LIMIT), "tone": tone}
    return arguments | ({"zone": utterance.zone} if utterance.zone else {})


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
