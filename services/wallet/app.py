"""The wallet's application."""

from fastapi import FastAPI

from handlers.decider import Refused
from services.accounts import Accounts, guard
from services.wallet import health, supply, transactions, wallets
from services.wallet.books import Books
from services.wallet.refusals import from_refused
from services.web.app import new_app
from services.web.deadline import InTime


def create_app(books: Books, accounts: Accounts) -> FastAPI:
    """An application over parts that somebody else opens and closes."""
    app = new_app("SOMS wallet", "Credits: who has how much, and how that came about.")
    app.exception_handler(Refused)(from_refused)
    guard(app, accounts)
    app.add_middleware(InTime)
    app.state.books = books
    for part in (health, wallets, transactions, supply):
        app.include_router(part.router)
    return app
