"""Arguments from outside, taken to the letter: nothing is made to fit, and nothing is passed over.

A number written as text, a truth value as a number, NaN and fields that are not known are refused.
"""

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """The base of such arguments; their fields' docstrings are read by whoever is to give them."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
    )
