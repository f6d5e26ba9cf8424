"""What every writing on passages asks first, and how they are listed."""

from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from commitments import access
from commitments.errors import Refused
from commitments.models import Passage, Statement, User
from commitments.vocabulary import PassageState


def check(statement: Statement, user: User) -> None:
    """Raise `Refused` where the person may not decide what the text is read for."""
    access.require_desk(user, statement)


def hold_text(statement: Statement) -> Statement:
    """Hold a text before its passages until the transaction ends, and give it as it stands.

    Every reading and every writing holds in this order, so that none waits for the other.
    """
    return Statement.objects.select_for_update(no_key=True, of=("self",)).get(pk=statement.pk)


def hold(passage: Passage) -> Passage:
    """Hold a passage until the transaction ends, and give it as it stands."""
    rows = Passage.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("statement__meeting__country", "outcome").get(pk=passage.pk)


def need_waiting(passage: Passage) -> None:
    """Refuse what somebody has decided meanwhile, or what stands in the text no longer."""
    if passage.state != PassageState.WAITING:
        raise Refused(
            _("This passage is %(state)s already. Look again.") % {"state": passage.get_state_display()},
            "decided",
        )


def need_standing(passages: Iterable[Passage], text: str) -> None:
    """Refuse passages whose words no longer stand in the text where they were read."""
    if any(one.start is None or text[one.start : one.end] != one.words for one in passages):
        raise Refused(
            _("The text was changed since it was read. Have it read again, then look at what is new."),
            "text_changed",
        )


def with_undecided(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Count with each text, as `undecided`, the passages of it that wait; None where none does."""
    waiting = Passage.objects.filter(statement=OuterRef("pk"), state=PassageState.WAITING).order_by()
    counted = waiting.values("statement").annotate(count=Count("pk")).values("count")
    return statements.annotate(undecided=Subquery(counted))


def half_read(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Narrow to texts of which passages wait."""
    waiting = Passage.objects.filter(statement=OuterRef("pk"), state=PassageState.WAITING)
    return statements.filter(Exists(waiting))


def standing_passages(statement: Statement) -> list[Passage]:
    """List the passages of a text in its order, decided ones that it has no longer at the end; one query.

    Left out is what was proposed of words that are no more, and what was joined to another.
    """
    rows = Passage.objects.filter(statement=statement).exclude(state=PassageState.GONE)
    found = rows.select_related("outcome", "decided_by")
    return sorted(found, key=lambda one: (one.start is None, one.start or 0, one.pk))


def next_waiting(passages: Iterable[Passage], after: int | None = None) -> Passage | None:
    """Give the next undecided passage of a list after that of a key, else the first; None where none is."""
    rows = list(passages)
    at = next((n for n, one in enumerate(rows) if one.pk == after), -1)
    ahead = (*rows[at + 1 :], *rows[: max(at, 0)])
    return next((one for one in ahead if one.state == PassageState.WAITING), None)
