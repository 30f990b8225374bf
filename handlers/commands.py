"""Commands with typed arguments, which their events keep: what most deciders are made of.

A command whose arguments do not fit is refused and leaves no event: nobody could say afterwards who
had wanted what.
"""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, ValidationError

from events.command import Command
from events.envelope import Recorded
from events.identity import Position, Subject
from handlers.decider import Decider, Decision, Given, Known, Refused


class Arguments(BaseModel):
    """The arguments of one command. The shells check what comes from outside by the same models."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        defer_build=True,
    )


def _no_references(_: Any) -> frozenset[Subject]:
    return frozenset()


@dataclass(frozen=True, slots=True)
class Answer:
    """How one command is answered."""

    arguments: type[Arguments]
    decide: Callable[[Any, Given, Any], Decision]
    """From what the decider knows, the command, and an instance of `arguments`."""
    references: Callable[[Any], frozenset[Subject]] = _no_references


class CommandDecider(Decider):
    """Answers each command by its name."""

    answers: ClassVar[Mapping[str, Answer]]

    @abstractmethod
    def view(self, known: Known) -> Any:
        """What answers are given of all that is known."""

    def decide(self, known: Known, command: Given) -> Decision:
        answer = self.answers.get(command.name)
        if answer is None:
            return _invalid("unknown_command", f"there is no command {command.name!r}")
        try:
            wish = answer.arguments.model_validate(dict(command.arguments))
        except ValidationError as error:
            return _invalid("invalid_arguments", _first(error))
        return answer.decide(self.view(known), command, wish)

    def references(self, command: Given) -> frozenset[Subject]:
        answer = self.answers.get(command.name)
        if answer is None:
            return frozenset()
        try:
            return answer.references(answer.arguments.model_validate(dict(command.arguments)))
        except ValidationError:
            return frozenset()  # it will be refused

    def command_of(self, event: Recorded) -> Given | None:
        command = getattr(event.data, "command", None)
        if not isinstance(command, Command) or command.name not in self.answers:
            return None
        decided_at = Position(command.decided_at)
        return Given(command.name, command.arguments, event.time, event.actor, decided_at)


def kept(command: Given, arguments: Arguments) -> Command:
    """The command as its event keeps it."""
    plain = arguments.model_dump(mode="json", exclude_none=True)
    return Command(name=command.name, arguments=plain, decided_at=command.decided_at)


def _invalid(rule: str, reason: str) -> Decision:
    return Decision(None, refused=Refused("invalid", rule, reason))


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return f"{'.'.join(map(str, first['loc'])) or 'arguments'}: {first['msg']}"
