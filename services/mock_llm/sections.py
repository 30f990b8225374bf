"""A text as lines, each under what its heading says it is about.

Headings are those of the office state that our brain renders, and those that others write: with
number signs, in brackets, in bold, or with a colon at their end. Any other heading names a zone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from services.mock_llm.places import NO_ZONES, places
from services.mock_llm.plain_text import lines

Section = Literal["state", "events", "reports", "tasks", "deeds", "devices", "time"]

_HEADINGS: tuple[tuple[Section, str], ...] = (
    ("reports", r"報告|report"),
    ("tasks", r"タスク|task"),
    ("deeds", r"行動|アクション|action"),
    ("events", r"出来事|イベント|events?\b"),
    ("devices", r"装置|デバイス|devices?\b"),
    ("time", r"時刻|日時|\btime\b"),
    (
        "state",
        r"警報|アラート|alerts?|状況|状態|ゾーン(?:一覧)?$|office|オフィス|\bstate\b|status|zones$|センサー",
    ),
)
_COMPILED = tuple((section, re.compile(words, re.IGNORECASE)) for section, words in _HEADINGS)
_MARKED = re.compile(
    r"^(?:#{1,6}\s*(?P<sharp>.+)|【(?P<thick>[^】]{1,40})】|\*\*(?P<bold>[^*]{1,40})\*\*:?)$"
)
_COLON = re.compile(r"^(?P<name>[^-*・:。、,「\"\d][^:。、,「\"]{0,23}):$")
_INLINE = re.compile(r"^(?:[-*・]\s*)?(?P<name>[^:。、,「\"\d]{1,28}):\s*(?P<rest>.+)$")
_ASKS = re.compile(r"ください|せよ|しろ|please|\?", re.IGNORECASE)
_LISTED = re.compile(r"(?:以下|次の|following|below).{0,30}(?:タスク|task)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    section: Section
    zone: str | None
    """What its heading names, if that is a zone."""
    text: str


def sectioned(text: str) -> Iterator[Line]:
    """The lines of plain text that are not headings."""
    section: Section = "state"
    zone: str | None = None
    for line in lines(text):
        heading = _heading(line)
        if heading is not None:
            section, zone = _opened(heading)
        elif _LISTED.search(line) and line.endswith((":", "。", "い")):
            section, zone = "tasks", None
        else:
            yield _line(line, section, zone)


def _heading(line: str) -> str | None:
    marked = _MARKED.match(line)
    if marked:
        return next(one for one in marked.groups() if one is not None).strip(" :*")
    colon = _COLON.match(line)
    if colon is None or _ASKS.search(line):
        return None
    return colon["name"].strip()


def _opened(heading: str) -> tuple[Section, str | None]:
    known = _section_called(heading)
    if known is not None and not _is_zone_of_state(heading):
        return known, None
    found = places(f"{heading}:")
    bare = re.sub(
        r"\s*\(.*\)$|の状[況態]$|^(?:zone|ゾーン)[\s:]*", "", heading, flags=re.IGNORECASE
    )
    name = bare.strip() if re.fullmatch(r"[\w-]{1,40}", bare.strip()) else None
    zone = found[0].zone if found else name
    return "state", None if zone is None or zone.lower() in NO_ZONES else zone


def _is_zone_of_state(heading: str) -> bool:
    """「mainの状態」, "zone main status": a zone's own heading."""
    return bool(
        re.search(
            r"^(?!現在|オフィス|office|最近)\S{1,20}の状[況態]$|^zone\s\w+", heading, re.IGNORECASE
        )
    )


def _section_called(heading: str) -> Section | None:
    return next((section for section, words in _COMPILED if words.search(heading)), None)


def _line(line: str, section: Section, zone: str | None) -> Line:
    """A line may bring its own heading: `Active tasks: …`."""
    inline = _INLINE.match(line)
    if inline is None or section not in {"state", "events"}:
        return Line(section, zone, line)
    called = _section_called(inline["name"])
    if called in {"tasks", "deeds", "devices", "time"} and not _ASKS.search(inline["name"]):
        return Line(called, zone, inline["rest"])
    return Line(section, zone, line)
