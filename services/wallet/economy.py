"""How much of the economy an office uses, as routes ask before they move anything (`SOMS_CREDITS`).

What moved before stays in the log and is told; what was promised before is paid. All of these wait
for nothing, and are coroutines because FastAPI takes a thread for whatever is none.
"""

from typing import Annotated

from fastapi import Depends, Request

from services.settings import CreditsProfile
from services.web.problems import Problem


async def profile_of(request: Request) -> CreditsProfile:
    profile: CreditsProfile = request.app.state.credits
    return profile


RequestProfile = Annotated[CreditsProfile, Depends(profile_of)]


async def _in_full(profile: RequestProfile) -> None:
    if profile != "on":
        raise Problem(403, f"SOMS_CREDITS is {profile}: credits are neither transferred nor spent")


async def _with_credits(profile: RequestProfile) -> None:
    if profile == "off":
        raise Problem(403, "SOMS_CREDITS is off: devices earn nothing")


IN_FULL = Depends(_in_full)
"""Of routes by which people dispose of credits: 403 where these are points, or are not used."""

WITH_CREDITS = Depends(_with_credits)
"""Of routes that say what is earned: 403 where nothing is."""
