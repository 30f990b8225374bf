"""The simulated brain's model, going wrong in each of the ways that the stand-in knows."""

from itertools import count

import orjson

from services.brain.errors import ModelError, RefusedBy, TimedOut, Unreachable
from services.brain.replies import Reply, ollama_reply, parsed
from services.mock_llm.conversation import ChatRequest
from services.mock_llm.misbehaviour import SAID, Misbehaviour, answer_or_spoil
from services.mock_llm.ollama_answers import as_message
from services.simulator.thinking import THINKS_S, Model

RECORDED: dict[str, ModelError] = {
    "http_400": RefusedBy("HTTP 400 this model does not support tools"),
    "http_500": RefusedBy("HTTP 500 llama runner process has terminated: exit status 2"),
    "disconnect": Unreachable("RemoteProtocolError: peer closed connection"),
    "never_answers": TimedOut(),
}
"""What the real service records of what is served wrongly."""

TAKES_S = {"slow": (60.0, 119.0), "never_answers": (120.0, 120.0)}


def thinks_s(name: str) -> tuple[float, float]:
    return TAKES_S.get(name, THINKS_S)


def misbehaving(name: str, share: float = 1.0, seed: int = 1) -> Model:
    """A model that goes wrong in this way, so often; what it says is read as a server's answer."""
    how, numbers = Misbehaviour(name, share, seed), count()

    def model(request: ChatRequest) -> Reply | ModelError:
        ordinal = next(numbers)
        if name not in SAID and how.strikes(ordinal) and name in RECORDED:
            return RECORDED[name]
        said = answer_or_spoil(request, how, ordinal)
        body = {"model": "stand-in", **as_message(said.content, said.tool_calls), "done": True}
        return ollama_reply(parsed(orjson.dumps(body)))

    return model
