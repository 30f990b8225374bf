"""Which office is simulated: what `SOMS_EDGE_…` variables say beside the common settings."""

from typing import Any

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.settings import InvalidSettings
from services.virtual_edge.scenarios import SCENARIOS, unknown_in


class OfficeOptions(BaseSettings):
    """How the simulated office is set up."""

    model_config = SettingsConfigDict(env_prefix="SOMS_EDGE_", env_file=".env", extra="ignore")

    seed: int = 1
    scenario: str = "normal"
    """Names of scenarios joined with `+`."""
    speed: float = Field(default=1.0, gt=0, le=1_000)
    """Simulated seconds per second. Time stamps stay real."""
    faults: bool = False
    """Whether the network between devices and broker is bad."""
    raw_frames: bool = False
    """Whether the hub passes its leaves' frames on as they are, in place of readings."""

    @field_validator("scenario")
    @classmethod
    def _known(cls, names: str) -> str:
        unknown = unknown_in(names)
        if unknown is not None:
            raise ValueError(f"unknown scenario {unknown!r}; there are {', '.join(SCENARIOS)}")
        return names


def read_options(**given: Any) -> OfficeOptions:  # Any: of each option its own type
    """The options of this process, `given` ones first. Raises `InvalidSettings`."""
    try:
        return OfficeOptions(**given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        variable = f"SOMS_EDGE_{first['loc'][0]}".upper()
        raise InvalidSettings(variable, first["msg"].removeprefix("Value error, ")) from None
