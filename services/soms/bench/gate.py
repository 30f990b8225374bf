"""The policy gate: verdicts on ordinary proposals, beside what validating them alone costs.

The limit is what no gate can do without: each call's arguments through its tool's own compiled
model, and through nothing else. Half of the proposals are approved, half refused. Nothing waits
here, so what is measured is the processor's time.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial

from pydantic import ValidationError

from handlers.gate.gate import judge
from handlers.gate.verdict import Proposal
from handlers.tools import TOOLS
from services.soms.bench.contest import take_turns
from services.soms.bench.figure import Figure, beside
from services.soms.bench.gate_office import PROPOSALS, situation
from services.soms.bench.options import Options

PER_S = 50_000
OF_VALIDATION = 0.08


async def measure(options: Options) -> list[Figure]:
    rounds = max(1, options.events // len(PROPOSALS))
    verdict = partial(judge, situation=situation())
    contestants = {
        "validation": partial(_rate, _validate, rounds),
        "gate": partial(_rate, verdict, rounds),
    }
    rates = await take_turns(contestants, options.runs)
    others = (beside("the models' validation alone", rates["validation"], OF_VALIDATION),)
    what = f"gate, {rounds * len(PROPOSALS):,} proposals"
    return [Figure(what, "verdicts/s", rates["gate"], others, minimum=PER_S)]


async def _rate(judged: Callable[[Proposal], object], rounds: int) -> float:
    began = time.process_time()
    for _ in range(rounds):
        _exhaust(map(judged, PROPOSALS))
    return rounds * len(PROPOSALS) / (time.process_time() - began)


def _validate(proposal: Proposal) -> None:
    kind = TOOLS.get(str(proposal.tool))
    if kind is not None:
        try:
            kind.__pydantic_validator__.validate_python(proposal.arguments)
        except ValidationError:
            return


def _exhaust(results: Iterable[object]) -> None:
    deque(results, maxlen=0)
