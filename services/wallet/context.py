"""What a request to the wallet needs: the books, and the moment that it asks about."""

from typing import Annotated

from fastapi import Depends, Query, Request

from events.identity import Position
from services.backend.context import Views
from services.backend.moments import AtParameter, moment_of
from services.wallet.books import Books


async def books_of(request: Request) -> Books:
    """A coroutine, because FastAPI takes a thread for what is none."""
    books: Books = request.app.state.books
    return books


async def position_of(request: Request, at: AtParameter = None) -> Position | None:
    """The position that `?at=` names; None for now."""
    return None if at is None else (await moment_of((await books_of(request)).log, at)).position


async def views_of(
    request: Request,
    at: AtParameter = None,
    min_position: Annotated[int | None, Query(ge=0)] = None,
) -> Views:
    """For what is read from the views alone."""
    books = await books_of(request)
    return Views(books.log, books.reader, at, min_position)


RequestViews = Annotated[Views, Depends(views_of)]
RequestBooks = Annotated[Books, Depends(books_of)]
AtPosition = Annotated[Position | None, Depends(position_of)]
