"""From the records one reader may read to the content of a packet."""

import datetime

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from commitments import models as m
from commitments import past
from commitments.briefings import front, rows
from commitments.briefings.content import Group, PacketContent, Phrase, PointGroup, Section
from commitments.briefings.records import Records, read
from commitments.briefings.rows import DELIVERED, Days, days_at
from commitments.vocabulary import Answer, Classification, OwedBy

# Decision 0001: what is overdue comes first, then the order of the print specification.
OVERDUE = {
    OwedBy.OURS: gettext_lazy("Ours, overdue"),
    OwedBy.THEIRS: gettext_lazy("Theirs, overdue"),
    OwedBy.JOINT: gettext_lazy("Joint, overdue"),
}
OPEN = {
    OwedBy.OURS: gettext_lazy("Ours, open"),
    OwedBy.THEIRS: gettext_lazy("Theirs, open"),
    OwedBy.JOINT: gettext_lazy("Joint, open"),
}
DONE = gettext_lazy("Fulfilled")
CLOSED = gettext_lazy("Closed otherwise")
WAITING = gettext_lazy("Asks and offers without an answer")
UNDERSTOOD = gettext_lazy("Understandings")
CONTENTS = gettext_lazy("Contents")


def gather(
    meeting: m.Meeting,
    *,
    reader: m.User,
    reference: str,
    now: datetime.datetime,
    as_of: datetime.datetime | None = None,
) -> PacketContent:
    """Read what a packet for one meeting holds for one reader and set it in the reader's language.

    With `as_of` it holds what stood at that past moment. The number of queries is constant, but for the
    kinds of changes taken back. Raises Refused where the reader may not see the meeting, then or now.
    """
    if as_of is None:
        return _gathered(meeting, reader=reader, reference=reference, at=now)
    with past.standing_at(as_of, reader=reader, partner=meeting.country):
        named = m.User.objects.get(pk=reader.pk)
        return _gathered(meeting, reader=named, reference=reference, at=as_of)


def _gathered(meeting: m.Meeting, *, reader: m.User, reference: str, at: datetime.datetime) -> PacketContent:
    moment = at.astimezone(datetime.UTC).replace(second=0, microsecond=0)
    language = reader.language if reader.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    records = read(meeting, reader=reader, today=moment.date())
    with translation.override(language):
        return _content(records, reader=reader, reference=reference, moment=moment, language=language)


def _content(
    records: Records, *, reader: m.User, reference: str, moment: datetime.datetime, language: str
) -> PacketContent:
    today = days_at(moment, records)
    others = tuple(code for code in _languages(records) if code != language)
    groups = _groups(records, today, others)
    classification = records.classification()
    items = sorted(
        (item for item in records.commitments if item.is_open),
        key=lambda item: (
            not item.is_overdue(today.of(item.owed_by)),
            *rows.order(item, today.of(item.owed_by)),
        ),
    )
    points = _points(records, today, others)
    return PacketContent(
        language=language,
        reference=reference,
        classification=classification,
        marking=str(Classification(classification).label).upper(),
        draft=_("DRAFT %(number)s · NOT CLEARED") % {"number": 1},
        demonstration=_("Demonstration data") if records.meeting.country.is_demonstration else "",
        copy=front.copy_words(),
        running_title=front.running_title(records),
        footer=front.footer(reference, records, moment),
        signed=_("not signed off"),
        cover=front.cover(reference, records, reader=reader, as_of=moment),
        contents_names=_in(others, CONTENTS),
        sections=_sections(len(records.commitments), len(items), others),
        meeting=front.meeting_page(records, today),
        groups=groups,
        points=points,
        blocks=tuple(rows.block(item, records, today.of(item.owed_by)) for item in items),
        created=moment.isoformat(),
    )


def _languages(records: Records) -> tuple[str, ...]:
    """Give the catalogues' languages that either side speaks."""
    spoken = f"{records.home.languages if records.home else ''},{records.meeting.country.languages}"
    codes = {code.strip() for code in spoken.split(",")}
    return tuple(code for code, _name in settings.LANGUAGES if code in codes)


def _in(languages: tuple[str, ...], text: Promise) -> tuple[Phrase, ...]:
    """Say a heading in other languages, as far as the catalogues have it."""
    said = str(text)
    phrases = []
    for code in languages:
        with translation.override(code):
            phrases.append(Phrase(str(text), code))
    return tuple(phrase for phrase in phrases if phrase.text != said)


def _sections(count: int, still_open: int, others: tuple[str, ...]) -> tuple[Section, ...]:
    table = (
        (
            "meeting",
            "1",
            gettext_lazy("This meeting"),
            _("This meeting"),
            _("What it is, who comes, where things stand"),
        ),
        (
            "scorecard",
            "2",
            gettext_lazy("Commitment scorecard"),
            _("Scorecard"),
            ngettext("%(n)s item, overdue first", "%(n)s items, overdue first", count) % {"n": count},
        ),
        (
            "points",
            "3",
            gettext_lazy("Asks, offers and understandings"),
            pgettext("running line", "Asks, understandings"),
            _("What was asked and not answered"),
        ),
        (
            "annex",
            "A",
            gettext_lazy("Annex: open items in full"),
            _("Annex"),
            ngettext("%(n)s item in full", "%(n)s items in full", still_open) % {"n": still_open},
        ),
        (
            "method",
            "B",
            gettext_lazy("How to read this packet"),
            _("Method"),
            _("Words, shapes and dates"),
        ),
    )
    return tuple(
        Section(key, number, str(title), _in(others, title), short, purpose)
        for key, number, title, short, purpose in table
    )


def _groups(records: Records, today: Days, others: tuple[str, ...]) -> tuple[Group, ...]:
    """Put each item into its group; what is overdue comes first, empty groups are left out."""
    titles = (*OVERDUE.values(), DONE, *OPEN.values(), CLOSED)
    filed: dict[Promise, list[m.Commitment]] = {title: [] for title in titles}
    for item in records.commitments:
        side = OwedBy(item.owed_by)
        if item.is_open:
            filed[OVERDUE[side] if item.is_overdue(today.of(side)) else OPEN[side]].append(item)
        else:
            filed[DONE if item.state in DELIVERED else CLOSED].append(item)
    groups = []
    for title, items in filed.items():
        items.sort(key=lambda item: rows.order(item, today.of(item.owed_by)))
        printed = tuple(rows.row(item, records, today.of(item.owed_by)) for item in items)
        if printed:
            groups.append(Group(str(title), _in(others, title), printed))
    return tuple(groups)


def _points(records: Records, today: Days, others: tuple[str, ...]) -> tuple[PointGroup, ...]:
    waiting = [point for point in records.points if point.answer == Answer.UNANSWERED]
    understood = [point for point in records.points if point.answer != Answer.UNANSWERED]
    groups = []
    for title, outcomes in ((WAITING, waiting), (UNDERSTOOD, understood)):
        printed = tuple(rows.point(outcome, records, today.of(outcome.spoken_by)) for outcome in outcomes)
        if printed:
            groups.append(PointGroup(str(title), _in(others, title), printed))
    return tuple(groups)
