"""Strict validation of what the model wrote, and the first thing that is wrong with it, in words.

A fault names the field, its value and what is allowed. Nothing of hostile input gets into it but
what `handlers.gate.wording` lets through.
"""

from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from handlers.gate.wording import cleaned, listed, wrong

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong."""

    reason: str


def validated(model: type[Model], given: object, within: str = "") -> Model | Fault:
    """The arguments, or their fault; `within` is the path to them: `arguments.args`."""
    if not isinstance(given, dict):
        return Fault(wrong(within or "arguments", given, f"an object of {_fields(model)}"))
    try:
        found: Model = model.__pydantic_validator__.validate_python(given)
    except ValidationError as error:
        return Fault(_worded(error, model, within))
    return found


def _worded(error: ValidationError, model: type[BaseModel], within: str) -> str:
    first = error.errors(include_url=False, include_context=False)[0]
    path = [within] if within else []
    field = ".".join([*path, *(cleaned(str(part)) for part in first["loc"][:3])]) or "arguments"
    match first["type"]:
        case "missing":
            return f"{field} is missing; needed: {first['msg'].lower()}"
        case "extra_forbidden":
            return wrong(field, first["input"], f"no other fields than {_fields(model)}")
        case _:
            return wrong(field, first["input"], _lowered(first["msg"]))


def _fields(model: type[BaseModel]) -> str:
    return listed(model.model_fields)


def _lowered(message: str) -> str:
    """Pydantic's message as part of a sentence; it never quotes the input."""
    return message.removeprefix("Input should be ").removeprefix("Value error, ")
