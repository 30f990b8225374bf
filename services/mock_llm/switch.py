"""The misbehaviour that is switched on, and whose turn it is to suffer from it."""

from services.mock_llm.answering import answer
from services.mock_llm.conversation import ChatRequest, Reply
from services.mock_llm.misbehaviour import Misbehaviour, spoiled


class Switch:
    """Counts requests, so that a client that tries again may be luckier."""

    def __init__(self, how: Misbehaviour | None = None) -> None:
        self._how = how
        self._requests = 0

    @property
    def how(self) -> Misbehaviour | None:
        return self._how

    def set(self, how: Misbehaviour | None) -> None:
        """From the next request on; the count begins anew, so that a seed means the same again."""
        self._how, self._requests = how, 0

    def strike(self) -> Misbehaviour | None:
        """What goes wrong with one more request, if anything."""
        self._requests += 1
        struck = self._how is not None and self._how.strikes(self._requests)
        return self._how if struck else None


def reply_to(request: ChatRequest, struck: Misbehaviour | None) -> Reply:
    return answer(request) if struck is None else spoiled(struck.name, request)
