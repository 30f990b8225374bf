"""Accounts: who may do what. A service guards its application; its routes ask callers for roles."""

from services.accounts.accounts import Accounts
from services.accounts.caller import Caller
from services.accounts.guard import guard
from services.accounts.permission import RequestCaller, is_self_or, requires, undeclared

__all__ = [
    "Accounts",
    "Caller",
    "RequestCaller",
    "guard",
    "is_self_or",
    "requires",
    "undeclared",
]
