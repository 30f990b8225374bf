"""The projector's errors.

SomsError
├── Superseded        another process took this build further, or replaced it
├── UnknownView       no projection of that name
├── ViewNotBuilt      the projection has no live build yet
├── NotSummed         Postgres cannot add up what the events of a span say
└── ViewFailed        a projection cannot go on
    ├── FoldFailed    its fold raised
    ├── WriteRefused  the database does not take what it made of the log
    └── TooManyParked one subject more than may be left out
"""

from events.errors import SomsError


class Superseded(SomsError):
    """Another process took this build further, or replaced it."""

    def __init__(self, view: str) -> None:
        super().__init__(f"another process keeps the view {view}")
        self.view = view


class NotSummed(SomsError):
    """Postgres cannot add up what the events of a span say; folding them may do."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"events cannot be added up: {reason}")
        self.reason = reason


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


class ViewFailed(SomsError):
    """A projection cannot go on; trying again is no use."""

    def __init__(self, view: str, what: str, reason: str) -> None:
        super().__init__(f"the view {view} {what}: {reason}")
        self.view = view
        self.reason = reason


class FoldFailed(ViewFailed):
    """The fold of a projection raised."""

    def __init__(self, view: str, after: int, reason: str) -> None:
        super().__init__(view, f"cannot fold what follows position {after}", reason)
        self.after = after


class WriteRefused(ViewFailed):
    """The database does not take what a projection made of the log."""

    def __init__(self, view: str, reason: str) -> None:
        super().__init__(view, "has rows that are refused", reason)


class TooManyParked(ViewFailed):
    """A view would have to leave out one subject more than it may."""

    def __init__(self, view: str, limit: int, reason: str) -> None:
        super().__init__(view, f"has {limit} parked subjects and another that fails", reason)
        self.limit = limit
