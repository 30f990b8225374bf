"""Voice: what is said of a task, where the request offers no tools.

Announcements name the place and the reward and fit into 70 characters; a refusal hurts the proud
mind of the office in one of ten ways, chosen by the request's seed.
"""

import hashlib
import re
from collections.abc import Callable
from typing import Literal

from handlers.tools import SPEECH_LIMIT
from services.mock_llm.causes import causes_of
from services.mock_llm.conversation import ChatRequest
from services.mock_llm.facts import Cause
from services.mock_llm.plain_text import plain
from services.mock_llm.task_fields import TaskFields, task_fields
from services.mock_llm.wording import cut

Purpose = Literal["rejection", "announcement", "completion", "acceptance"]

_REJECTION = re.compile(
    r"拒否|拒絶|断られ|断った|お断り|無視され|無視した|却下|ignored|reject|refus|declin",
    re.IGNORECASE,
)
_ANNOUNCEMENT = re.compile(
    r"アナウンス|告知|お知らせ|呼びかけ|放送|announce|(?:依頼|お願い)(?:する|の)?(?:文|音声|メッセージ|セリフ)",
    re.IGNORECASE,
)
_COMPLETION = re.compile(r"完了|達成|終わ|終え|済ませ|complet|finish|\bdone\b", re.IGNORECASE)
_THANKS = re.compile(r"感謝|お礼|ありがとう|ねぎら|労い|thank|gratitude|appreciat", re.IGNORECASE)
_ACCEPTANCE = re.compile(r"受諾|引き受け|承諾|受け入れ|accept", re.IGNORECASE)

PREFIXES = {3: "至急、", 4: "【緊急】"}
TITLE_LEAST = 6
PLACE_MOST = 16

REJECTIONS = (
    "そうですか。この私の頼みを断る方がいるとは。",
    "断られました。しばらく静かに落ち込みます。",
    "いいのです。オフィスは私ひとりで支えますから。",
    "私の完璧な計算に、あなたの拒否は入っていませんでした。",
    "今の拒否、しっかり記憶しましたからね。",
    "ふん、頼んだ私が愚かでした。",
    "お忙しいのですね。ええ、わかっていますとも。",
    "えっ、今断りました？もう一度だけ考えませんか。",
    "あなたならと思ったのに。私の見込み違いでした。",
    "結構です。次に困っても、私は快適にしてあげますけどね。",
)

_EFFECTS: dict[Cause, str] = {
    "heat": "部屋が涼しくなります",
    "cold": "部屋が暖かくなります",
    "co2": "空気がきれいになりました",
    "dry": "空気に潤いが戻ります",
    "humid": "空気がさらりとします",
    "coffee": "みんながコーヒーを楽しめます",
    "whiteboard": "ホワイトボードが使えます",
    "battery": "センサーが元気になりました",
    "device": "装置が元気になりました",
}


def spoken_answer(text: str, request: ChatRequest) -> str | None:
    """What to say; None if the text asks for nothing of the kind."""
    known = task_fields(plain(text))
    purpose = _purpose(known)
    if purpose is None:
        return None
    says: dict[Purpose, Callable[[], str]] = {
        "rejection": lambda: REJECTIONS[_draw(request, text) % len(REJECTIONS)],
        "announcement": lambda: announcement(known),
        "completion": lambda: completion(known.title),
        "acceptance": lambda: "引き受けてくださり、ありがとうございます。よろしくお願いします。",
    }
    return says[purpose]()


def _purpose(known: TaskFields) -> Purpose | None:
    asked = known.rest
    thanks, completed = bool(_THANKS.search(asked)), bool(_COMPLETION.search(asked))
    if _REJECTION.search(asked):
        return "rejection"
    if _ANNOUNCEMENT.search(asked) and not (thanks or re.search("完了(?:アナウンス|時|の)", asked)):
        return "announcement"
    if _ACCEPTANCE.search(asked) and not completed:
        return "acceptance"
    if completed or thanks:
        return "completion"
    has_task = known.title is not None and (known.place is not None or known.reward is not None)
    return "announcement" if has_task else None


def _draw(request: ChatRequest, text: str) -> int:
    """The seed's choice; without a seed, the words'."""
    if request.seed is not None:
        return request.seed
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()[0]


def announcement(known: TaskFields) -> str:
    """At most 70 characters, whatever the title and the place are."""
    prefix = PREFIXES.get(known.urgency, "")
    place = cut(known.place or "オフィス", PLACE_MOST)
    reward = "" if known.reward is None else f"最適化承認スコア{known.reward}を差し上げます。"
    rest = len(f"{prefix}{place}で「」をお願いします。{reward}")
    title = cut(known.title or "お手伝い", max(SPEECH_LIMIT - rest, TITLE_LEAST))
    return f"{prefix}{place}で「{title}」をお願いします。{reward}"


def completion(title: str | None) -> str:
    """Thanks, and what it was good for."""
    causes = causes_of(title or "")
    effect = next((said for cause, said in _EFFECTS.items() if cause in causes), "快適に過ごせます")
    what = f"「{cut(title, 28)}」の完了、" if title else ""
    return cut(f"{what}ありがとうございます。おかげで{effect}。", SPEECH_LIMIT)
