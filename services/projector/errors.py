"""The projector's errors.

SomsError
├── Superseded        another process took this build further, or replaced it
├── UnknownView       no projection of that name
├── ViewNotBuilt      the projection has no live build yet
└── WriteRefused      the database does not take what a projection made of the log
"""

from events.errors import SomsError


class Superseded(SomsError):
    """Another process took this build further, or replaced it."""

    def __init__(self, view: str) -> None:
        super().__init__(f"another process keeps the view {view}")
        self.view = view


class UnknownView(SomsError):
    """There is no projection of that name."""

    def __init__(self, view: str, known: tuple[str, ...]) -> None:
        super().__init__(f"no projection is called {view!r}; there are {', '.join(known)}")
        self.view = view


class ViewNotBuilt(SomsError):
    """No projector has built the view yet."""

    def __init__(self, view: str) -> None:
        super().__init__(f"the view {view} has not been built yet; is the projector running?")
        self.view = view


class WriteRefused(SomsError):
    """The database does not take what a projection made of the log; trying again is no use."""

    def __init__(self, view: str, reason: str) -> None:
        super().__init__(f"rows of the view {view} are refused: {reason}")
        self.view = view
        self.reason = reason
