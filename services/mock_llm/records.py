"""Lines of tasks, of what was done, and of reports: what was asked for, where, with what result."""

import re

from services.mock_llm.causes import causes_of
from services.mock_llm.facts import Covered, Report, Spoken, Status
from services.mock_llm.places import places

_QUOTED = re.compile(r"「([^」]{1,300})」|\"([^\"]{1,300})\"")
_TITLE = re.compile(r"\btitle\s*[:=]\s*([^\s,、。;|]{1,100})", re.IGNORECASE)
_ZONE_AFTER = re.compile(r"[」\"]\s*\(([^()]{1,100})\)")
_AGE = re.compile(
    r"(\d{1,5})\s*(秒前|分前|時間前|(?:s(?:ec(?:ond)?s?)?|min(?:ute)?s?|h(?:our)?s?) ago)",
    re.IGNORECASE,
)
_SPOKEN = re.compile(r"\bspeak\b|発話|話しかけ|アナウンスした", re.IGNORECASE)
_STATUSES: dict[Status, tuple[str, ...]] = {
    "needs_followup": (
        r"needs_followup|needs follow",
        r"要フォローアップ|フォローアップが必要|追加(?:の)?対応が必要",
    ),
    "cannot_resolve": (
        r"cannot_resolve|cannot be resolved",
        r"(?:解決|対応)でき(?:ません|ない|なかった)",
    ),
    "no_issue": (r"no_issue|問題(?:は)?(?:なし|ありません(?:でした)?|なかった)",),
    "resolved": (r"(?<!not )(?<![a-z_])resolved|解決(?:しました|済|した)|対応しました",),
}
_COMPILED = tuple(
    (status, re.compile("|".join(words), re.IGNORECASE)) for status, words in _STATUSES.items()
)
_REPORTED = re.compile(r"報告|report|needs_followup|cannot_resolve|no_issue", re.IGNORECASE)

_TASK = re.compile(r"タスク|task|依頼|request", re.IGNORECASE)
_THERE = re.compile(
    r"既に|すでに|既存|実行中|進行中|対応中|受付中|依頼済|作成済|登録済|オープン"
    r"|(?:作成|依頼|登録)し(?:た|まし)"
    r"|already|exist|\bopen\b|active|in progress|ongoing|\b(?:created|requested|asked)\b",
    re.IGNORECASE,
)
_SAME = re.compile(r"この|同じ|同様|対応する|\bsame\b|\bthis\b|for it", re.IGNORECASE)
_ALREADY = re.compile(r"既に|すでに|already", re.IGNORECASE)
_NONE = re.compile(
    r"(?:は|も|が)?(?:あり|い|存在し)(?:ません|ない)|ない(?:です)?。?$|なし|無し|しないで|せず|避け"
    r"|場合|れば|たら|確認し|\b(?:no|not|none|if|don't|avoid|check)\b",
    re.IGNORECASE,
)


def age_of(line: str) -> float:
    """Seconds ago, as the line says; 0 where it says nothing."""
    found = _AGE.search(line)
    if found is None:
        return 0.0
    unit = found[2].lower()
    factor = 1 if unit.startswith(("秒", "s")) else 60 if unit.startswith(("分", "m")) else 3_600
    return float(found[1]) * factor


def title_of(line: str) -> str | None:
    """What stands in quotes first, or behind `title=`."""
    found = _QUOTED.search(line) or _TITLE.search(line)
    return next((one for one in found.groups() if one), None) if found else None


def zone_of(line: str) -> str | None:
    """The zone behind the title, else the first that is named outside it."""
    behind = _ZONE_AFTER.search(line)
    if behind:
        return behind[1].strip()
    named = places(_QUOTED.sub("", line))
    return named[0].zone if named else None


def listed_task(line: str) -> Covered:
    """A line of the list of open tasks."""
    title = title_of(line) or line
    return Covered(causes_of(title), zone_of(line), title)


def listed_deed(line: str) -> Covered | Spoken:
    """A line of what was done lately, whatever came of it: nobody asks twice in a row."""
    if _SPOKEN.search(_QUOTED.sub("", line)):
        return Spoken(zone_of(line), age_of(line))
    return Covered(causes_of(line), zone_of(line), title_of(line) or line)


def spoken_of_task(sentence: str) -> Covered | None:
    """「換気タスクは既にあります」, "a ventilation task already exists"."""
    if not (_TASK.search(sentence) and _THERE.search(sentence)) or _NONE.search(sentence):
        return None
    causes = causes_of(sentence)
    everything = not causes and bool(_ALREADY.search(sentence) and _SAME.search(sentence))
    zone = zone_of(sentence)
    return Covered(causes, zone, sentence, everything) if causes or everything else None


def report_of(line: str, known_to_be: bool, zone: str | None = None) -> Report | None:
    """A report, if the line is one; in the list of reports every line with a status is."""
    outside = _QUOTED.sub("「」", line)
    if not (known_to_be or _REPORTED.search(outside)):
        return None
    status = next((status for status, words in _COMPILED if words.search(outside)), None)
    if status is None:
        return None
    return Report(status, title_of(line), zone_of(line) or zone, age_of(line))
