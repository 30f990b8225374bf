"""What a request to the wallet needs: the books, and the moment that it asks about."""

from typing import Annotated

from fastapi import Depends, Request

from events.identity import Position
from services.backend.context import Views
from services.wallet.books import Books
from services.web.moments import AtParameter, MinPositionParameter, moment_of
from services.web.problems import Problem


async def books_of(request: Request) -> Books:
    """A coroutine, because FastAPI takes a thread for what is none."""
    books: Books = request.app.state.books
    return books


async def position_of(
    request: Request, at: AtParameter = None, min_position: MinPositionParameter = None
) -> Position | None:
    """The position that `?at=` names; None for now. Raises `Problem`."""
    log = (await books_of(request)).log
    if at is not None:
        return (await moment_of(log, at)).position
    # Now is the end of the log here, so what is not in it yet is all that could be missing.
    if min_position is not None and (head := (await log.head()).position) < min_position:
        raise Problem(503, f"min_position: the log is at {head}, not yet {min_position}")
    return None


async def views_of(
    request: Request,
    at: AtParameter = None,
    min_position: MinPositionParameter = None,
) -> Views:
    """For what is read from the views alone."""
    books = await books_of(request)
    return Views(books.log, books.reader, at, min_position)


RequestViews = Annotated[Views, Depends(views_of)]
RequestBooks = Annotated[Books, Depends(books_of)]
AtPosition = Annotated[Position | None, Depends(position_of)]
