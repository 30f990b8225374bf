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

    def read(self, command: Given) -> Given:
        answer = self.answers.get(command.name)
        if answer is None:
            reason = f"there is no command {command.name!r}"
            return command._replace(wish=Refused("invalid", "unknown_command", reason))
        try:
            wish = answer.arguments.model_validate(command.arguments)
        except ValidationError as error:
            return command._replace(wish=Refused("invalid", "invalid_arguments", _first(error)))
        return command._replace(wish=wish, references=answer.references(wish))

    def decide(self, known: Known, command: Given) -> Decision:
        read = self.read(command) if command.wish is None else command
        if isinstance(read.wish, Refused):
            return Decision(None, refused=read.wish)
        return self.answers[read.name].decide(self.view(known), read, read.wish)

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


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return f"{'.'.join(map(str, first['loc'])) or 'arguments'}: {first['msg']}"
