"""`/brain`: the model that thinks about this office, and whether it answers."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import TypeAdapter

from projections.brain.model_state import KEY, ModelState, ModelStates
from services.backend.context import RequestViews

router = APIRouter(tags=["brain"])

_state_json: TypeAdapter[ModelState] = TypeAdapter(ModelState)
_MODEL = ModelStates()


@router.get("/brain")
async def model_state(views: RequestViews, response: Response) -> dict[str, Any]:
    """`status` is unknown before the model was asked for the first time."""
    found = await views.read(_MODEL)
    response.headers["SOMS-Position"] = str(found.position)
    state: dict[str, Any] = _state_json.dump_python(found.rows.get(KEY, ModelState()), mode="json")
    return state
