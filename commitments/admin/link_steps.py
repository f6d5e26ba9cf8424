"""Taking back the links of mails: of an item, and of a person."""

import datetime
from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.admin.steps import StepButton
from commitments.errors import Refused
from commitments.models import Commitment, User
from commitments.reminders import links

WARNING = _("Whoever holds one of these mails can answer from it no more. The next mail brings a new link.")


def _live(field: str) -> Callable[[Commitment | User, User], bool]:
    def offered(obj: Commitment | User, user: User) -> bool:
        now, of_it = timezone.now(), {field: obj}
        # Most items have none: the door is asked only where one lives.
        return (
            links.live(now).filter(**of_it).exists() and links.revocable(user, now).filter(**of_it).exists()
        )

    return offered


def _revoke(field: str) -> Callable[..., int]:
    def revoke(obj: Commitment | User, *, by: User, now: datetime.datetime) -> int:
        return links.revoke(links.live(now).filter(**{field: obj}), by=by, now=now)

    return revoke


def _nothing_against(obj: Commitment | User, user: User) -> Refused | None:
    """Only who may take it back is offered it; the function itself looks again."""
    return None


def _step(field: str, *, is_rare: bool) -> StepButton:
    return StepButton(
        "revoke-links",
        _("Take back the links of mails"),
        _revoke(field),
        _nothing_against,
        offered=_live(field),
        done=_("The links are taken back."),
        is_rare=is_rare,
        group=_("Answers by mail"),
        warning=WARNING,
    )


OF_ITEM = _step("commitment", is_rare=True)
OF_PERSON = _step("recipient", is_rare=False)
