"""Accounts: what two persons change of one, how one is opened and closed, and how people are invited."""

from commitments.accounts.addresses import last_address_change
from commitments.accounts.changes import (
    ALONE,
    confirm,
    for_decision_of,
    propose,
    refuse,
    take_back,
    why_not_confirm,
    why_not_propose,
)
from commitments.accounts.factors import (
    confirm_on_server,
    propose_factor,
    propose_reset,
    reset_on_server,
)
from commitments.accounts.keeping import close_account, open_account, why_not_close
from commitments.accounts.reach import PLACE_OF, Told, reads_less, told

__all__ = [
    "ALONE",
    "PLACE_OF",
    "Told",
    "close_account",
    "confirm",
    "confirm_on_server",
    "for_decision_of",
    "last_address_change",
    "open_account",
    "propose",
    "propose_factor",
    "propose_reset",
    "reads_less",
    "refuse",
    "reset_on_server",
    "take_back",
    "told",
    "why_not_close",
    "why_not_confirm",
    "why_not_propose",
]
