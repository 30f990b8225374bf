"""Any payload of a type, made from the type's own fields."""

import types
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from annotated_types import Ge, Gt, Le, MaxLen, MinLen
from hypothesis import strategies as st
from pydantic.fields import FieldInfo
from pydantic.types import Strict

from events.credits import Leg, Transferred
from events.payload import Part, Payload

WHOLE = 2**53

text = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-WHOLE, WHOLE)
    | st.floats(allow_nan=False, allow_infinity=False)
    | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)


def payloads(payload: type[Payload]) -> st.SearchStrategy[Payload]:
    if payload is Transferred:
        return movements()
    return cast(st.SearchStrategy[Payload], parts(payload))


def parts(part: type[Part]) -> st.SearchStrategy[Part]:
    """Instances of a model; of the optional fields, any may be left out."""
    needed = {name: _field(field) for name, field in _fields(part) if field.is_required()}
    optional = {name: _field(field) for name, field in _fields(part) if not field.is_required()}
    return st.fixed_dictionaries(needed, optional=optional).map(lambda given: part(**given))


@st.composite
def movements(draw: st.DrawFn) -> Payload:
    """Legs that sum to zero for every type, which no field says by itself."""
    given = draw(st.lists(cast(st.SearchStrategy[Leg], parts(Leg)), min_size=1, max_size=4))
    taken = [leg.model_copy(update={"amount_milli": -leg.amount_milli}) for leg in given]
    return Transferred(legs=(*given, *taken), reference=draw(st.none() | text))


def _fields(part: type[Part]) -> list[tuple[str, FieldInfo]]:
    return list(part.model_fields.items())


def _field(field: FieldInfo) -> st.SearchStrategy[Any]:
    return _values(field.annotation, field.metadata)


def _values(annotation: Any, bounds: list[Any]) -> st.SearchStrategy[Any]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        inner, *more = arguments
        return _values(inner, [*bounds, *_flattened(more)])
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return parts(annotation)
    composed = _composed(origin, arguments, bounds)
    return _plain(annotation, bounds) if composed is None else composed


def _composed(
    origin: Any, arguments: tuple[Any, ...], bounds: list[Any]
) -> st.SearchStrategy[Any] | None:
    if origin in {Union, types.UnionType}:
        return st.one_of([_values(argument, bounds) for argument in arguments])
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is tuple:
        return st.lists(_values(arguments[0], []), max_size=3).map(tuple)
    if origin is dict:
        return st.dictionaries(text, json_values, max_size=3)
    return None


def _plain(annotation: Any, bounds: list[Any]) -> st.SearchStrategy[Any]:
    least: Any = next((bound.ge for bound in bounds if isinstance(bound, Ge)), None)
    above: Any = next((bound.gt for bound in bounds if isinstance(bound, Gt)), None)
    most: Any = next((bound.le for bound in bounds if isinstance(bound, Le)), None)
    longest = next((bound.max_length for bound in bounds if isinstance(bound, MaxLen)), 20)
    if annotation is float:
        return st.floats(
            least if above is None else above, most,
            exclude_min=above is not None, allow_nan=False, allow_infinity=False,
        )  # fmt: skip
    made: dict[Any, st.SearchStrategy[Any]] = {
        type(None): st.none(),
        bool: st.booleans(),
        int: st.integers(-WHOLE if least is None else least, WHOLE if most is None else most),
        str: text.map(lambda value: value[:longest]),
        datetime: st.datetimes(timezones=st.just(UTC)),
        Any: json_values,
    }
    return made[annotation]


def _flattened(metadata: list[Any]) -> list[Any]:
    """`Field(ge=…)` inside `Annotated` carries its bounds one level down."""
    found: list[Any] = []
    for item in metadata:
        found.extend(item.metadata if isinstance(item, FieldInfo) else [item])
    return [item for item in found if not isinstance(item, (Strict, MinLen))]
