"""Answers to commands: JSON-RPC 2.0 on `mcp/{device}/response/{request}`, and its older forms.

The id in the payload is the request's; the topic's stands in for it. An error may be an object or a
bare string, and a result that is nothing but an error is one; an empty one, false or 0 says that
there is none. Pictures are left out (R9).
"""

from collections.abc import Sequence
from hashlib import sha256

import orjson
from uuid_utils.compat import uuid5

from events.devices import CommandFailed, CommandSucceeded
from events.envelope import Event
from events.identity import Subject
from handlers.dialects.address import Address, checked
from handlers.dialects.content import TEXT_LIMIT, object_in
from handlers.dialects.errors import Rejected, shown
from handlers.dialects.fields import ENVELOPE, Fields
from handlers.dialects.identity import EDGE, numbering
from handlers.dialects.message import Message
from handlers.dialects.moment import moment
from handlers.dialects.pictures import value_without_pictures
from handlers.dialects.receipt import tell_numbered
from handlers.dialects.telling import Fact

ANSWER_LIMIT = 8 * 1024 * 1024
"""Bytes of an answer; most of it may be a picture that is left out."""

RESULT_LIMIT = 65_536
"""Bytes of a result that the log keeps."""

_PROTOCOL = ENVELOPE | {"jsonrpc", "error"}


class McpDialect:
    """`{"jsonrpc": "2.0", "result": {"status": "ok"}, "id": "…"}`."""

    name = "mcp"
    patterns: Sequence[str] = ("mcp/{device}/response/{request}",)

    def translate(self, message: Message, address: Address) -> list[Event]:
        answer = object_in(message.payload, ANSWER_LIMIT)
        request_id = _request_id(answer, address)
        when = moment(answer, message.received_at)
        data = _outcome(answer, request_id, address.device)
        fact = Fact(data, address.subject, (Subject.of("command", request_id),))
        naming = _naming(message, answer, request_id, address.device)
        return tell_numbered(message, address, naming, when, [fact])


def _request_id(answer: Fields, address: Address) -> str:
    given = answer.get("id")
    if given is None or given == "":
        return address.request
    if isinstance(given, bool) or not isinstance(given, (str, int)):
        raise Rejected.field("id", given, "a string or an integer")
    return checked("id", str(given))


def _naming(message: Message, answer: Fields, request_id: str, device: str) -> Fields:
    """A repeat of an answer is the same answer; its `id` is the request's."""
    if numbering(answer) is not None:
        return {"boot": answer["boot"], "seq": answer["seq"]}
    said = sha256(message.payload).hexdigest()
    return {"id": uuid5(EDGE, f"{device}/answer/{request_id}/{said}")}


def _outcome(answer: Fields, request_id: str, device: str) -> CommandSucceeded | CommandFailed:
    result = answer.get("result")
    error = answer.get("error")
    if not error and isinstance(result, dict) and result.keys() == {"error"}:
        error = result["error"]
    if error:
        code, said = _error(error)
        return CommandFailed(request_id=request_id, device=device, message=said, code=code)
    if "result" not in answer:
        result = {name: value for name, value in answer.items() if name not in _PROTOCOL}
    return CommandSucceeded(request_id=request_id, device=device, result=_kept(result))


def _error(error: object) -> tuple[int | None, str]:
    code, said = None, error
    if isinstance(error, dict):
        given = error.get("code")
        code = given if isinstance(given, int) and not isinstance(given, bool) else None
        said = error.get("message", error)
    said = value_without_pictures(said)
    return code, (said if isinstance(said, str) else shown(said))[:TEXT_LIMIT]


def _kept(result: object) -> object:
    """The result without pictures; only its size where it is too big for the log."""
    kept = value_without_pictures(result)
    size = len(orjson.dumps(kept))
    return kept if size <= RESULT_LIMIT else {"omitted_bytes": size}
