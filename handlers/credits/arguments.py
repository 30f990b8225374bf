"""What the arguments of commands are made of: whole numbers within bounds, and short texts."""

from typing import Annotated

from pydantic import Field

from handlers.credits.rules import AMOUNT_LIMIT

NUMBER_LIMIT = 10**12 - 1
"""Of people and tasks: keys sort by twelve digits."""

DESCRIPTION_LIMIT = 500
REFERENCE_LIMIT = 200

PRINTABLE = r"^[^\x00-\x1f\x7f]*$"

Number = Annotated[int, Field(strict=True, ge=1, le=NUMBER_LIMIT)]
AmountMilli = Annotated[int, Field(strict=True, ge=1, le=AMOUNT_LIMIT)]
Description = Annotated[str, Field(max_length=DESCRIPTION_LIMIT, pattern=PRINTABLE)]
Reference = Annotated[str, Field(min_length=1, max_length=REFERENCE_LIMIT, pattern=PRINTABLE)]
Digest = Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{16,128}$")]
