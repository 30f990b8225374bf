"""Decides about people: who is registered, renamed, allowed what, erased."""

from handlers.people.decider import NAMES, NAMES_CHANGED, PeopleDecider

__all__ = ["NAMES", "NAMES_CHANGED", "PeopleDecider"]
