"""Who reads which row of the history."""

from collections.abc import Iterable

from django.db.models import Model, OuterRef, Q

from commitments import models as m
from commitments.access.door import each, opened
from commitments.access.looking import EachRow
from commitments.access.places import NOBODY, OPEN_TO_ALL, PAGES, countries, either, every
from commitments.access.terms import said
from commitments.vocabulary import Classification, Role

# Parts of a meeting that are taken away again while nothing hangs on them.
REMOVED = (m.Outcome, m.Clause, m.AgendaItem, m.Brief, m.TopicSheet, m.Proposal)


@said(
    "reads the page it stands on and, where it is marked by itself, the part it tells of",
    "rows about accounts are for administrators and auditors, rows about reference data for everybody; what "
    "the history told of a part that was taken away is for those whose place is the meeting's partner, up to "
    "the highest marking that it ever told of that part; of an agenda item, which has no marking, for those "
    "who read every marking",
)
def row_of_history(user: m.User) -> Q:
    """Ask for the page of each row; a page of no kind named here is nobody's."""
    plain = ~Q(subject_type__in=_labels(part for parts in PAGES.values() for part in parts))
    # A report that was taken back was marked no higher than its page, and its rows tell that it was made.
    stands = EachRow(m.ProgressUpdate.objects.filter(pk=OuterRef("subject_id")))
    plain |= Q(~stands, subject_type=m.ProgressUpdate._meta.label)
    kind = opened()
    pages = [page for page, parts in PAGES.items() if kind is None or kind is page or kind in parts]
    told = [_on_page(page, plain, user) for page in pages]
    if kind in PAGES:
        return either(*told)
    # The first changes of accounts were recorded as pages of their own.
    of_accounts = (m.User, m.AccountChange) if user.role in {Role.ADMINISTRATOR, Role.AUDITOR} else ()
    return either(Q(plain, page_type__in=_labels((*OPEN_TO_ALL, *of_accounts))), *told)


def _on_page(page: type[Model], plain: Q, user: m.User) -> Q:
    """Ask for the page that a row stands on, and for the part that it tells of."""
    told = [every(Q(subject_type=part._meta.label), each(part, "subject_id", user)) for part in PAGES[page]]
    if page is m.Meeting:
        told.append(_removed(user))
    return every(Q(page_type=page._meta.label), each(page, "page_id", user), either(plain, *told))


def _removed(user: m.User) -> Q:
    """Ask for parts that no longer stand: no rule of theirs can be asked, so the place is."""
    of_place = countries(user, "country")
    if of_place is NOBODY:
        return NOBODY
    own = EachRow(m.Meeting.objects.filter(of_place, pk=OuterRef("page_id")))
    same = m.AuditRow.objects.filter(
        subject_type=OuterRef("subject_type"), subject_id=OuterRef("subject_id")
    ).order_by()
    level = user.reads_up_to
    above = EachRow(same.filter(Q(before__classification__gt=level) | Q(after__classification__gt=level)))
    gone = [
        Q(~EachRow(part.objects.filter(pk=OuterRef("subject_id"))), subject_type=part._meta.label)
        for part in REMOVED
        # It has no marking: what it was about may have been hidden from whoever reads less than everything.
        if part is not m.AgendaItem or level == max(Classification)
    ]
    return every(either(*gone), Q(own), Q(~above))


def _labels(models: Iterable[type[Model]]) -> list[str]:
    return [model._meta.label for model in models]
