"""Zones that a line names, and where in it: as the office state writes them, or in plain words."""

import re
from dataclasses import dataclass

NO_ZONES = frozenset(
    """
    ppm lx rh hpa degrees count duration source trigger subject timestamp
    ゾーン エリア 場所 区画 イベント タイプ ユーザー センサー アクション カテゴリ トリガー
    comfortable hot cold warm ok fine
    temperature temp humidity co2 light illuminance people person persons occupancy
    status state zone zones alert alerts event events task tasks action actions device
    devices sensor time now note warning info error user data message report reports
    report_status title bounty urgency description unknown none null current reading
    readings value level type severity name normal high low the a at is was in of
    room_temperature task_report person_entered person_exited sedentary_alert
    sensor_tamper whiteboard_dirty device_offline 在室 在室者 照度 湿度 気温 温度 室温
    気圧 報酬 緊急度 説明 現在 現在地 状態 状況 時刻 備考 報告 種別 件名 警報 装置 電池
    人数 異常 正常
    """.split()  # noqa: SIM905  (a list of words is read as words)
)
"""What stands where a zone may stand, and is no place."""

_NO_ZONE = re.compile(
    r"(?:co2|temp|temperature|humidity|person|sedentary|sensor|whiteboard|device|battery|door|coffee"
    r"|task|active|recent|existing|open)(?:_.*)?|.*(?:報告|タスク|残量|濃度|温度|湿度|在庫)",
    re.IGNORECASE,
)
_ASCII = r"[A-Za-z][A-Za-z0-9_-]{0,39}"
_KANJI = r"[ァ-ヶー一-鿿]{2,12}"
_ROOM = (
    r"(?:会議室|給湯室|執務室|休憩室|(?<![入在退来])室(?![温内外])|ルーム|ラウンジ|キッチン|ロビー"
    r"|フロア|エントランス|ホール|廊下|執務スペース|執務エリア|受付)"
)
_NOUN = r"(?:room|kitchen|lobby|lounge|entrance|hallway|office|lab|cafeteria)"
_FILLER = (
    r"(?!(?:the|an?|in|is|of|at|for|this|every|each|to|from|and|on|its|your|our|has|into|zone|area)"
    r"\s)"
)
_PLACES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"[\"']?(?:zone(?:_id)?|area|location|ゾーン|エリア|場所|区画)[\"']?"
        rf"\s*[:=]?\s*[\"'「]?({_ASCII})",
        rf"(?:ゾーン|エリア|場所|区画)\s*[:=]?\s*「?({_KANJI})",
        rf"(?<![A-Za-z0-9_°])(?![A-Za-z](?![A-Za-z0-9_-]))({_ASCII})(?:\s*(?:ゾーン|エリア|の)|[にでへ]|\szone(?![A-Za-z_]))",
        rf"(?<=\w\s)\(({_ASCII})\)$",
        rf"^(?:[-*・]\s*)?(?:[^:「\"]{{0,12}}前\s|たった今\s|just\snow\s|\d+\s?\w{{1,7}}\sago\s)?\[?({_ASCII}|{_KANJI})"
        rf"(?:\s*\([^()]{{1,40}}\))?\]?\s*:(?!\d)",
        rf"^\[({_ASCII}|{_KANJI})\]",
        rf"(?<![A-Za-z])((?:{_FILLER}[a-z0-9]+\s)?{_NOUN}(?:\s[A-Z0-9])?)(?![\w-])",
        rf"\b(?:in|at|for|of|from|to)\s(?:the\s)?(main|meeting|{_NOUN}|[a-z]+_[a-z0-9_]+)(?![\w-])",
        rf"([ァ-ヶー一-鿿A-Za-z0-9]{{0,10}}?{_ROOM}(?:[A-Z0-9](?![A-Za-z0-9_.]))?)",
    )
)
_ALIKE = {
    "会議室": "meeting",
    "meetingroom": "meeting",
    "conferenceroom": "meeting",
    "キッチン": "kitchen",
    "給湯室": "kitchen",
    "ロビー": "lobby",
    "ラウンジ": "lounge",
    "執務室": "main",
    "mainroom": "main",
    "mainoffice": "main",
}


@dataclass(frozen=True, slots=True)
class Place:
    zone: str
    at: int


def places(line: str) -> list[Place]:
    """In their order; of names that overlap the longest."""
    found = [
        Place(match[1].strip(), match.start(1))
        for pattern in _PLACES
        for match in pattern.finditer(line)
        if _is_a_name(match[1].strip())
    ]
    return sorted((one for one in found if not _within(one, found)), key=lambda one: one.at)


def _is_a_name(text: str) -> bool:
    return text.lower() not in NO_ZONES and not _NO_ZONE.fullmatch(text)


def _within(one: Place, all_of_them: list[Place]) -> bool:
    end = one.at + len(one.zone)
    return any(
        other.at <= one.at and end <= other.at + len(other.zone) and len(other.zone) > len(one.zone)
        for other in all_of_them
    )


def nearest(known: list[Place], at: int) -> str | None:
    """The zone named last before a place in the line, else the first one after it."""
    before = [one.zone for one in known if one.at <= at]
    return before[-1] if before else next((one.zone for one in known), None)


def same_place(one: str | None, other: str | None) -> bool:
    """Whether two names may mean one place; somewhere unnamed may be anywhere."""
    return one is None or other is None or _key(one) == _key(other)


def _key(zone: str) -> str:
    bare = re.sub(r"[\s_-]", "", zone.lower())
    return _ALIKE.get(bare, bare)
