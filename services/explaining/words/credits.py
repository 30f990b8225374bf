"""Movements of credits and the rights to them, in plain words."""

from collections.abc import Iterable, Mapping

from events import credits
from services.audit.journal import credits_of
from services.explaining.words.phrases import Words, on_one_line, person, words_for


def _transferred(data: credits.Transferred) -> str:
    given = [leg for leg in data.legs if leg.amount_milli < 0]
    taken = [leg for leg in data.legs if leg.amount_milli > 0]
    moved = credits_of(sum(leg.amount_milli for leg in taken))
    payers = _listed(_account(leg.account) for leg in given)
    payees = _listed(_account(leg.account) for leg in taken)
    what = data.legs[0].transaction_type if not given else given[0].transaction_type
    kind = what.replace("_", " ").lower()
    return f"{moved} credits went from {payers} to {payees} ({kind})"


def _listed(names: Iterable[str]) -> str:
    return " and ".join(dict.fromkeys(names))


def _account(account: str) -> str:
    kind, _, name = account.partition(":")
    if account == credits.SYSTEM:
        return "the system"
    if account == credits.BURNED:
        return "nobody (burned)"
    return {"wallet": f"user {name}", "escrow": f"the reserve of task {name}"}.get(kind, account)


CREDITS: Mapping[str, Words] = dict(
    (
        words_for(credits.Transferred, _transferred),
        words_for(
            credits.TransferRefused,
            lambda data: (
                f"{credits_of(data.amount_milli)} credits did not move: {on_one_line(data.reason)}"
            ),
        ),
        words_for(credits.WalletOpened, lambda data: f"user {data.wallet} got a wallet"),
        words_for(
            credits.RewardRateChanged,
            lambda data: (
                f"{data.device_type} earns {credits_of(data.rate_per_hour_milli)} credits "
                "an hour from now on"
            ),
        ),
        words_for(
            credits.ClaimIssued,
            lambda data: f"a claim to {credits_of(data.amount_milli)} credits was made out",
        ),
        words_for(credits.ClaimRedeemed, lambda data: f"{person(data.person)} redeemed the claim"),
    )
)
