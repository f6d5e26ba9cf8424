"""Minutes from the draft to the signed document, and their files: frozen when sent and when agreed.

A draft is built from the record for the person who looks. What was sent or agreed is printed from its frozen
content, as long as all of it may still be given to the partner.
"""

import datetime
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.template import Context, Engine, Template
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.access import grants, policy, responsibilities, write_rules
from commitments.enums import (
    HELD_STATES,
    Classification,
    ConsentPurpose,
    MinutesChangeState,
    MinutesState,
)
from commitments.errors import Refused, build_closed
from commitments.files import checks, storage
from commitments.lifecycle import publication
from commitments.models import (
    AgendaItem,
    AgendaPoint,
    Commitment,
    Meeting,
    Minutes,
    MinutesChange,
    Outcome,
    User,
)
from commitments.models.minutes import FILE_NAME_LENGTH, RECIPIENT_LENGTH
from commitments.packets.render.printing import print_html
from commitments.records import edits
from commitments.tables import exporter
from commitments.tables import minutes as content_of_minutes
from commitments.tables.matrix import Spoken
from commitments.tables.matrix_files import TEMPLATES
from commitments.tables.minutes import (
    COMMITMENT,
    OUTCOME,
    POINT,
    BuiltMinutes,
    MinutesContent,
    Row,
    Section,
    build_minutes,
    pack_content,
    unpack_content,
)
from commitments.tables.office_documents import About, WordDocument

ENDINGS = ("pdf", "docx")
SUBJECTS: Mapping[str, type[Model]] = {COMMITMENT: Commitment, OUTCOME: Outcome, POINT: AgendaPoint}
CPU_SECONDS, WALL_SECONDS = 40, 60
# What the history calls it.
SENT, AGREED, NEXT = "minutes sent", "minutes agreed", "minutes continued"
# The share of each kind of column: the number, a text, and what stands after the texts.
NUMBER_SHARE, TEXT_SHARE, FURTHER_SHARE = 2, 8, 3
NOT_DRAFT = gettext_lazy("These minutes are no longer a draft. Reload the page.")


def why_not_take(meeting: Meeting, user: User) -> Refused | None:
    """Explain why this person cannot take out the minutes of a meeting, or return None."""
    is_of_desk = responsibilities.works_on(user, meeting.country)
    if not (write_rules.may_write(user, Minutes) and is_of_desk and policy.can_read(user, meeting)):
        return write_rules.build_forbidden()
    if meeting.state not in HELD_STATES:
        return Refused(_("Minutes can be written only after the meeting is marked as held."), "wrong_state")
    return None


def why_not_write(meeting: Meeting, user: User) -> Refused | None:
    """Explain why this person cannot write minutes of a meeting, or return None."""
    if (refusal := why_not_take(meeting, user)) is not None:
        return refusal
    return build_closed() if write_rules.find_closure(meeting) is not None else None


def find_current(meeting: Meeting) -> Minutes | None:
    """Return the latest version of the minutes of a meeting."""
    return Minutes.objects.filter(meeting=meeting).order_by("-number").first()


@transaction.atomic
def begin_minutes(meeting: Meeting, *, by: User, now: datetime.datetime) -> Minutes:
    """Begin the minutes of a held meeting in the usual languages; where there are some, return the latest."""
    held = Meeting.objects.select_for_update(no_key=True).select_related("country").get(pk=meeting.pk)
    if (refusal := why_not_write(held, by)) is not None:
        raise refusal
    if (known := find_current(held)) is not None:
        return known
    first, *others = content_of_minutes.choose_languages(held.country)
    row = Minutes(meeting=held, number=1, language=first, other_language=next(iter(others), ""))
    return edits.create_record(row, by=by, now=now)


def why_not_edit(minutes: Minutes, user: User) -> Refused | None:
    """Explain why this person cannot change or send a draft, or return None."""
    return why_not_write(minutes.meeting, user) or (
        None if minutes.is_draft else Refused(NOT_DRAFT, "not_draft")
    )


@transaction.atomic
def change_draft(
    minutes: Minutes,
    languages: Spoken,
    cleared: Mapping[str, str],
    *,
    expected: int,
    by: User,
    now: datetime.datetime,
) -> Minutes:
    """Set the languages of a draft, and clear parts of the discussion for the partner.

    `cleared` has for each part the digest of the text that the person saw. Raises `Refused` where one has
    another text now, so that no words are cleared unseen.
    """
    if (refusal := why_not_edit(minutes, by)) is not None:
        raise refusal
    offered = content_of_minutes.list_languages(minutes.meeting.country)
    if not languages or set(languages) - set(offered):
        raise Refused(_("Select a language of the minutes."), "language")
    first, other = languages[0], languages[1] if len(languages) > 1 else ""
    built = build_minutes(minutes.meeting, by, languages, number=minutes.number, cleared={})
    texts = {one.part: one.text for one in built.discussions}
    # What the person may not read stays as another officer has cleared it.
    kept = {part: digest for part, digest in minutes.cleared.items() if part not in texts}
    chosen = {part: digest for part, digest in cleared.items() if part in texts}
    if any(digest != content_of_minutes.digest_of(texts[part]) for part, digest in chosen.items()):
        raise edits.changed_meanwhile()
    values = {"language": first, "other_language": other, "cleared": kept | chosen}
    return edits.change_record(
        minutes, values, expected=expected, by=by, now=now, where={"state": MinutesState.DRAFT}
    )


def build_draft(minutes: Minutes, person: User) -> BuiltMinutes:
    """Build a draft from the record, as far as the person may read it."""
    return build_minutes(
        minutes.meeting, person, minutes.languages, number=minutes.number, cleared=minutes.cleared
    )


def content_of(minutes: Minutes, person: User) -> MinutesContent:
    """Return the content: of a draft from the record, else as frozen; Refused where that was altered."""
    if minutes.is_draft:
        return build_draft(minutes, person).content
    return unpack_content(storage.open_file_store("json").get(minutes.content_sha256))


def read_content(minutes: Minutes, person: User) -> tuple[MinutesContent, BuiltMinutes | None]:
    """Return the content as far as the person may read it; of a draft, what is left out too."""
    if minutes.is_draft:
        built = build_draft(minutes, person)
        return built.content, built
    return filter_readable(content_of(minutes, person), person), None


def _freeze(minutes: Minutes, by: User) -> str:
    """Store the content as it is now and return its SHA-256; Refused where there is nothing to send."""
    content = build_draft(minutes, by).content
    if not content.sections:
        raise Refused(_("The minutes are empty. Record the outcomes of the meeting first."), "empty")
    return storage.open_file_store("json").put(pack_content(content))


def check_day(minutes: Minutes, day: datetime.date, now: datetime.datetime) -> None:
    """Raise `Refused` for a day to come, and for one before the meeting."""
    if day > timezone.localdate(now):
        raise Refused(_("Enter today’s date or an earlier date."), "future")
    held_on = minutes.meeting.held_on
    if held_on is not None and day < held_on:
        raise Refused(
            _("Enter a date on or after the meeting, %(day)s.") % {"day": date_format(held_on)}, "before"
        )


@transaction.atomic
def send_minutes(
    minutes: Minutes, *, sent_to: str, sent_on: datetime.date, by: User, now: datetime.datetime
) -> Minutes:
    """Record that a draft was sent to the partner for comment, and freeze its content; no email is sent."""
    if (refusal := why_not_edit(minutes, by)) is not None:
        raise refusal
    recipient = edits.fit_text(sent_to, RECIPIENT_LENGTH)
    if not recipient:
        raise Refused(_("Enter the recipient."), "no_recipient")
    check_day(minutes, sent_on, now)
    values = {
        "state": MinutesState.SENT,
        "sent_to": recipient,
        "sent_on": sent_on,
        "content_sha256": _freeze(minutes, by),
    }
    return edits.change_record(
        minutes, values, by=by, now=now, action=SENT, where={"state": MinutesState.DRAFT}
    )


def why_not_continue(minutes: Minutes, user: User) -> Refused | None:
    """Explain why no next version can be begun from this one, or return None."""
    if (refusal := why_not_write(minutes.meeting, user)) is not None:
        return refusal
    if minutes.state != MinutesState.SENT:
        return Refused(_("A new version can be begun only after the draft was sent."), "wrong_state")
    if Minutes.objects.filter(meeting=minutes.meeting_id, number__gt=minutes.number).exists():
        return Refused(_("There is a newer version. Open that version."), "newer")
    return None


@transaction.atomic
def continue_minutes(minutes: Minutes, *, by: User, now: datetime.datetime) -> Minutes:
    """Start the next version from one that was sent; the sent one keeps its content."""
    Meeting.objects.select_for_update(no_key=True).get(pk=minutes.meeting_id)
    if (refusal := why_not_continue(minutes, by)) is not None:
        raise refusal
    row = Minutes(
        meeting=minutes.meeting,
        number=minutes.number + 1,
        language=minutes.language,
        other_language=minutes.other_language,
        cleared=minutes.cleared,
    )
    return edits.create_record(row, by=by, now=now)


def why_not_agree(minutes: Minutes, user: User) -> Refused | None:
    """Explain why this version cannot be recorded as agreed, or return None."""
    if (refusal := why_not_write(minutes.meeting, user)) is not None:
        return refusal
    if Minutes.objects.filter(meeting=minutes.meeting_id, state=MinutesState.AGREED).exists():
        return Refused(_("The minutes of this meeting are already agreed."), "agreed")
    if Minutes.objects.filter(meeting=minutes.meeting_id, number__gt=minutes.number).exists():
        return Refused(_("There is a newer version. Open that version."), "newer")
    waiting = MinutesChange.objects.filter(minutes=minutes, state=MinutesChangeState.WAITING)
    if waiting.exists():
        return Refused(_("Decide on each change that the partner returned first."), "changes")
    return None


@transaction.atomic
def agree_minutes(
    minutes: Minutes,
    name: str,
    content: bytes,
    *,
    agreed_on: datetime.date,
    by: User,
    now: datetime.datetime,
) -> Minutes:
    """File the document that both sides signed, and lock the minutes: a version sent keeps its content."""
    Meeting.objects.select_for_update(no_key=True).get(pk=minutes.meeting_id)
    minutes.refresh_from_db()
    if (refusal := why_not_agree(minutes, by)) is not None:
        raise refusal
    check_day(minutes, agreed_on, now)
    paper = checks.check_and_scan(name, content)
    store = storage.open_file_store(paper.name.rpartition(".")[2].lower())
    values: dict[str, Any] = {
        "state": MinutesState.AGREED,
        "agreed_on": agreed_on,
        "signed_name": edits.shorten_text(paper.name, FILE_NAME_LENGTH),
        "signed_sha256": store.put(paper.content),
    }
    if minutes.is_draft:
        values["content_sha256"] = _freeze(minutes, by)
    return edits.change_record(minutes, values, by=by, now=now, action=AGREED, where={"state": minutes.state})


# -- Reading and files
def list_unreadable(content: MinutesContent, user: User) -> list[Row]:
    """List the lines about records that the person may not read now."""
    readable = {kind: _find(kind, content, user) for kind in SUBJECTS}
    return [row for row in content.rows if row.kind and row.key not in readable[row.kind]]


def filter_readable(content: MinutesContent, user: User) -> MinutesContent:
    """Leave of a content the lines that the person may read."""
    hidden = list_unreadable(content, user)
    return content.filter_rows(lambda row: row not in hidden)


def _find(kind: str, content: MinutesContent, user: User) -> set[int]:
    rows = SUBJECTS[kind]._base_manager.filter(pk__in=content.keys_of(kind))
    return set(policy.readable_by(rows, user).order_by().values_list("pk", flat=True))


def list_now_confidential(content: MinutesContent) -> list[Row]:
    """List the lines that may not be given to the partner as the records are now."""
    fit = {}
    for kind, model in SUBJECTS.items():
        rows = publication.fit_for_partner(model._base_manager.filter(pk__in=content.keys_of(kind)))
        fit[kind] = set(rows.order_by().values_list("pk", flat=True))
    words = grants.list_confidential(AgendaItem, content.discussed, ConsentPurpose.PARTNER)
    return [row for row in content.rows if row.kind and (row.key not in fit[row.kind] or row.item in words)]


def _check_third_states(content: MinutesContent) -> None:
    """Raise `Refused` where a third state gave something and does not consent that the partner has it."""
    names = set[str]()
    held: dict[type[Model], Collection[int]] = {one: content.keys_of(name) for name, one in SUBJECTS.items()}
    for model, keys in (held | {AgendaItem: content.discussed}).items():
        for key in grants.list_from_third_states(model, keys, ConsentPurpose.PARTNER):
            names.update(grants.find_originators(model(pk=key)))
    if names:
        raise Refused(publication.build_third_state_refusal(sorted(names)), "third_state")


def _check_readable(content: MinutesContent, user: User) -> None:
    if list_unreadable(content, user):
        raise Refused(
            _("The minutes contain records that you do not have access to. Ask the head of desk."), "hidden"
        )


def export_file(minutes: Minutes, ending: str, *, by: User, now: datetime.datetime) -> bytes:
    """Return one file of the minutes, and record who exported it.

    Raises `Refused` where the person may not read all of it, where a third state that gave something in it
    has not consented and, until it is agreed, where something may no longer be given to the partner.
    """
    if (refusal := why_not_take(minutes.meeting, by)) is not None:
        raise refusal
    content = content_of(minutes, by)
    _check_readable(content, by)
    if minutes.is_agreed:
        _check_third_states(content)
    elif list_now_confidential(content):
        raise Refused(
            _("These minutes contain information that can no longer be released. Start a new version."),
            "kept_since",
        )
    made = render_file(minutes, content, ending)
    exporter.record_export(
        by,
        {"minutes": minutes.name},
        kind=ending,
        rows=sum(1 for _row in content.rows),
        highest=Classification.RESTRICTED,
        now=now,
        of=Minutes,
        country=minutes.meeting.country_id,
        record=minutes.pk,
    )
    return made


def open_signed(minutes: Minutes, *, by: User, now: datetime.datetime) -> bytes:
    """Return the document that both sides signed, and record who took it.

    Raises `Refused` as `export_file` does for minutes that are agreed.
    """
    if (refusal := why_not_take(minutes.meeting, by)) is not None:
        raise refusal
    content = content_of(minutes, by)
    _check_readable(content, by)
    _check_third_states(content)
    ending = minutes.signed_name.rpartition(".")[2].lower()
    found = storage.open_file_store(ending).get(minutes.signed_sha256)
    exporter.record_export(
        by,
        {"minutes": minutes.name},
        kind=ending,
        rows=1,
        highest=Classification.RESTRICTED,
        now=now,
        of=Minutes,
        country=minutes.meeting.country_id,
        record=minutes.pk,
    )
    return found


def render_file(minutes: Minutes, content: MinutesContent, ending: str) -> bytes:
    """Return one file; raises `Refused` where the PDF cannot be printed."""
    foot = build_foot(content, MinutesState(minutes.state))
    with translation.override(content.languages[0]):
        at = minutes.recorded_at
        return (
            _docx(content, foot, at) if ending == "docx" else _pdf(content, foot, is_draft=minutes.is_draft)
        )


def build_foot(content: MinutesContent, state: MinutesState) -> str:
    """Return the line with the reference, the version and the state, in the first language."""
    with translation.override(content.languages[0]):
        values = {"reference": content.reference, "number": content.number, "state": str(state.label)}
        return _("%(reference)s · minutes, version %(number)d · %(state)s") % values


def _docx(content: MinutesContent, foot: str, at: datetime.datetime) -> bytes:
    name = f"{content.title} {content.reference}"
    paper = WordDocument(About(name, content.languages[0], content.marking, foot, at))
    paper.title(content.title)
    for language, line in zip(content.languages, content.about, strict=True):
        paper.paragraph(line, language=language)
    paper.paragraph(foot)
    for section in content.sections:
        paper.heading(section.title)
        heads = [one.text for one in section.heads]
        rows = [[row.label, *(one.text for one in row.cells)] for row in section.rows]
        languages = [one.language for one in section.heads]
        paper.table(heads, rows, _list_shares(content, section), languages)
    for line in content.signing:
        paper.paragraph(f"{line}:\n\n______________________________")
    return paper.content()


def _list_shares(content: MinutesContent, section: Section) -> list[int]:
    """Return the share of each column of a section."""
    texts = len(content.languages)
    further = len(section.heads) - 1 - texts
    return [NUMBER_SHARE, *([TEXT_SHARE] * texts), *([FURTHER_SHARE] * further)]


def _pdf(content: MinutesContent, foot: str, *, is_draft: bool) -> bytes:
    values = {
        "minutes": content,
        "foot": foot,
        "about": list(zip(content.about, content.languages, strict=True)),
        "stamp": str(MinutesState.DRAFT.label).upper() if is_draft else "",
    }
    html = _template().render(Context(values))
    return print_html(html, cpu_seconds=CPU_SECONDS, wall_seconds=WALL_SECONDS).pdf


@lru_cache(maxsize=1)
def _template() -> Template:
    """The template of the PDF in an engine of its own, with nothing of the request in it."""
    engine = Engine(
        dirs=[str(TEMPLATES)],
        libraries={"i18n": "django.templatetags.i18n"},
        builtins=["django.templatetags.i18n", "commitments.packets.render.typeset"],
    )
    return engine.get_template("tables/minutes.html")
