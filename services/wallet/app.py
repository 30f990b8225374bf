"""The wallet's application."""

from fastapi import FastAPI

from handlers.decider import Refused
from services.accounts import guard
from services.wallet import (
    audit,
    claims,
    devices,
    health,
    leaderboards,
    supply,
    transactions,
    wallets,
)
from services.wallet.parts import Parts
from services.wallet.refusals import from_refused
from services.web.app import new_app
from services.web.deadline import InTime

ROUTES = (health, wallets, transactions, claims, devices, leaderboards, supply, audit)


def create_app(parts: Parts) -> FastAPI:
    """An application over parts that somebody else opens and closes."""
    app = new_app("SOMS wallet", "Credits: who has how much, and how that came about.")
    app.exception_handler(Refused)(from_refused)
    guard(app, parts.accounts)
    app.add_middleware(InTime)
    app.state.books, app.state.owners = parts.books, parts.owners
    app.state.demurrage, app.state.auditing = parts.demurrage, parts.auditing
    app.state.credits = parts.credits
    for part in ROUTES:
        app.include_router(part.router)
    return app
