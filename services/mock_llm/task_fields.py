"""The task that an announcement is about: from lines such as `タイトル: …`, or from free text."""

import re
from dataclasses import dataclass

from services.mock_llm.places import places
from services.mock_llm.plain_text import lines

_FIELDS = {
    "title": r"タイトル|タスク名|タスク|件名|title|task",
    "place": r"エリア|場所|ゾーン|location|zone|area|place",
    "reward": r"報酬|bounty_gold|bounty|reward|最適化承認スコア",
    "urgency": r"緊急度|優先度|urgency|priority",
    "description": r"説明|詳細|内容|description|details?",
    "other": r"bounty_xp|task_type|所要時間|人数|status|結果|備考|補足|note",
}
_ANY = "|".join(_FIELDS.values())
_START = r"(?:^|[\n,、/|{;]|(?<=[。\s]))[\s\-*・]{0,6}[\"']?"
_FIELD = re.compile(
    rf"{_START}(?P<name>{_ANY})[\"']?\s*[:=]\s*(?P<value>[^\n]{{0,500}}?)"
    rf"(?=\s*(?:$|\n|[,、/|}};。]\s*[\"']?(?:{_ANY})[\"']?\s*[:=]|}}))",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"「([^」\n]{1,200})」")
_REWARD = re.compile(
    r"(?:報酬|スコア|bounty|reward)[^\d\n]{0,10}(\d{1,6})"
    r"|(\d{1,6})\s*(?:ポイント|点|クレジット|points?|credits?|gold)",
    re.IGNORECASE,
)
_URGENCY = re.compile(r"(?:緊急度|優先度|urgency|priority)[^\d\n]{0,6}([0-4])(?!\d)", re.IGNORECASE)
_CRITICAL = re.compile(r"緊急(?!度)|critical|emergency", re.IGNORECASE)
_HIGH = re.compile(
    r"至急|急ぎ|\burgent\b|(?:urgency|priority|緊急度|優先度)\W{0,4}(?:high|高)", re.IGNORECASE
)
NORMAL_URGENCY = 2
LONGEST_TASK = 6_000
"""Characters in which a task is described."""


@dataclass(frozen=True, slots=True)
class TaskFields:
    title: str | None
    place: str | None
    reward: int | None
    urgency: int
    rest: str
    """The text without its fields: what is asked for."""


def task_fields(text: str) -> TaskFields:
    """Of plain text."""
    text = text[-LONGEST_TASK:]
    found = {_kind(match["name"]): match["value"] for match in reversed(_matches(text))}
    rest = _FIELD.sub("\n", text)
    return TaskFields(
        title=_bare(found.get("title", "")) or _quoted(rest),
        place=_bare(found.get("place", "")) or _place(rest),
        reward=_reward(found.get("reward"), text),
        urgency=_urgency(found.get("urgency"), rest),
        rest=rest,
    )


def _matches(text: str) -> list[re.Match[str]]:
    return list(_FIELD.finditer(text))


def _kind(name: str) -> str:
    return next(kind for kind, names in _FIELDS.items() if re.fullmatch(names, name, re.IGNORECASE))


def _bare(value: str) -> str | None:
    bare = value.strip().strip("\"'「」,、{}").strip()
    return bare if bare and bare.lower() not in {"null", "none", "なし"} else None


def _quoted(text: str) -> str | None:
    found = _QUOTED.search(text)
    return found[1].strip() if found else None


def _place(text: str) -> str | None:
    return next((one.zone for line in lines(text) for one in places(line)), None)


def _reward(given: str | None, text: str) -> int | None:
    digits = re.search(r"\d{1,6}", given.replace(",", "")) if given else None
    if digits:
        return int(digits[0])
    found = _REWARD.search(text.replace(",", ""))
    return int(found[1] or found[2]) if found else None


def _urgency(given: str | None, rest: str) -> int:
    """A number, or a word that says the same."""
    said = f"urgency: {given}\n" if given else rest
    number = _URGENCY.search(said)
    if number:
        return int(number[1])
    if _CRITICAL.search(given or said):
        return 4
    return 3 if _HIGH.search(said) else NORMAL_URGENCY
