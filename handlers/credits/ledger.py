"""The ledger: answers every command about credits, each by the module of its name."""

from collections.abc import Mapping
from typing import Any, ClassVar

from handlers.commands import Answer, CommandDecider
from handlers.credits import charge_demurrage, grant_reward, issue_claim, transfer
from handlers.credits.books import KNOWN, Books
from handlers.credits.open_wallet import OpenWallet, open_wallet
from handlers.credits.redeem_claim import RedeemClaim, redeem_claim
from handlers.decider import Known
from projections.projection import Projection


class Ledger(CommandDecider):
    """Moves credits on command, or says why not."""

    name: ClassVar[str] = "ledger"
    knows: ClassVar[tuple[Projection[Any], ...]] = KNOWN
    answers: ClassVar[Mapping[str, Answer]] = {
        "open_wallet": Answer(OpenWallet, open_wallet),
        "transfer": Answer(transfer.Transfer, transfer.transfer, transfer.references),
        "grant_reward": Answer(
            grant_reward.GrantReward, grant_reward.grant_reward, grant_reward.references
        ),
        "charge_demurrage": Answer(
            charge_demurrage.ChargeDemurrage,
            charge_demurrage.charge_demurrage,
            charge_demurrage.references,
        ),
        "issue_claim": Answer(
            issue_claim.IssueClaim, issue_claim.issue_claim, issue_claim.references
        ),
        "redeem_claim": Answer(RedeemClaim, redeem_claim),
    }

    def view(self, known: Known) -> Books:
        return Books.of(known)
