"""How a person is asked to let a device do something: what exactly it is, and how to answer.

Whoever approves must see all of it, as it is: what is too long to be shown has no wording, and
characters that do not show themselves are spelt out.
"""

import json
from datetime import datetime
from typing import Any

from events.tasks import Requested
from handlers.tasks.duplicates import APPROVAL

LONGEST_ARGUMENTS = 300
LONGEST_NAME = 60
URGENCY = 3


def approval_wish(
    device: str, tool: str, arguments: dict[str, Any], deadline: datetime
) -> Requested | None:
    """The wish for a task that asks; None where a person could not be shown what it is about."""
    said = visible(json.dumps(arguments, sort_keys=True, ensure_ascii=False))
    device, tool = visible(device), visible(tool)
    if len(said) > LONGEST_ARGUMENTS or max(len(device), len(tool)) > LONGEST_NAME:
        return None
    return Requested(
        title=f"承認のお願い: {device} の {tool}",
        description=(
            f"{device} に {tool} を実行させてよいですか。内容: {said}\n"
            "よければ「対応済み」、だめなら「対応できない」で報告してください。"
            "サインインした人の返事だけが有効です。返事がなければ実行しません。"
        ),
        bounty_milli=0,
        bounty_xp=0,
        urgency=URGENCY,
        task_types=(APPROVAL,),
        expires_at=deadline,
    )


def visible(text: str) -> str:
    """The text with every character that is not printed spelt out."""
    return "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in text)
