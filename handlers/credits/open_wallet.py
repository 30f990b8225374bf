"""open_wallet: a person has an account from now on; a second time changes nothing."""

from events.credits import WalletOpened, wallet
from events.envelope import Draft
from handlers.commands import Arguments, kept
from handlers.credits.arguments import Number
from handlers.credits.books import Books
from handlers.decider import Decision, Given


class OpenWallet(Arguments):
    """Whose."""

    person: Number


def open_wallet(books: Books, command: Given, wish: OpenWallet) -> Decision:
    account = wallet(wish.person)
    boundary = frozenset({account})
    if books.is_open(wish.person):
        return Decision(None, boundary)
    opened = WalletOpened(wallet=wish.person, command=kept(command, wish))
    return Decision(Draft(opened, account), boundary)
