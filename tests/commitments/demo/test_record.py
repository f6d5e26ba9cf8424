"""The demonstration shows the whole record: whatever can happen, on what is invented alone."""

import datetime
import re
from dataclasses import replace
from html.parser import HTMLParser

from django.test import TestCase

from commitments.access import grants, policy
from commitments.audit.as_of import context
from commitments.deadlines import versions
from commitments.demo import briefs, loader, other_events
from commitments.enums import (
    ApprovalKind,
    ApprovalState,
    CommitmentState,
    DeadlineKind,
    MeetingState,
    PacketEdition,
    ReleaseState,
    Role,
    Side,
)
from commitments.lifecycle import agendas, approvals, owners, progress, publication
from commitments.meetings import texts
from commitments.models import (
    Absence,
    AgendaItem,
    Approval,
    Commitment,
    Evidence,
    Grant,
    Meeting,
    Official,
    Outcome,
    ProgressUpdate,
    Release,
    Responsibility,
    Statement,
    User,
)
from commitments.packets.build import build_content
from commitments.packets.records import build_meeting_scope
from commitments.packets.render.pdf import render_html
from commitments.records.references import shorten_reference
from commitments.translations.kinds import KINDS, list_wanted_languages
from commitments.translations.states import gaps_of
from tests.commitments.packets.sample import imprint

NOW = datetime.datetime(2026, 11, 25, 9, 30, tzinfo=datetime.UTC)
TODAY = NOW.date()


def item(title: str) -> Commitment:
    return Commitment.objects.get(title=title)


LATIN = r"[A-Za-z][A-Za-z'’-]*[a-z][A-Za-z'’-]*"


class Unlabelled(HTMLParser):
    """Collects the words of a packet that are neither in its language nor labelled.

    Headings beside, wording for interpreters and courtesy phrases are in other languages by their purpose.
    The state of play has one label for each list.
    """

    BESIDE = frozenset({"beside", "names", "code", "para", "courtesy", "play"})
    VOID = frozenset({"meta", "link", "br", "col", "path"})

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        # Of each open element, whether its text is left out; and the texts, with the language of each.
        self.open: list[tuple[bool, str]] = []
        self.texts: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.VOID:
            return
        given = {name: value or "" for name, value in attrs}
        is_out, language = self.open[-1] if self.open else (False, "")
        is_out = is_out or bool(self.BESIDE & set(given.get("class", "").split())) or tag in ("head", "style")
        self.open.append((is_out or given.get("lang", "ko") not in ("ko", "en"), given.get("lang", language)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and not self.open[-1][0]:
            self.texts.append((self.open[-1][1], data))

    def list_words(self) -> set[str]:
        """Return the words; an English text is labelled where "(영어만)" follows it."""
        found = set[str]()
        said = [text.replace("\u2060", "") for _language, text in self.texts]
        for place, (language, text) in enumerate(self.texts):
            after = "".join(said[place + 1 : place + 4]).lstrip()
            if language != "en" or not after.startswith("(영어만)"):
                # The words of a chart are one text, with labels in it.
                bare = re.sub(r"[^;·]*\(영어만\)", "", text)
                found |= set(re.findall(LATIN, bare))
        return found


class ShownTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        loader.load_demo(now=NOW)

    def who(self, commitment: Commitment | Meeting) -> set[str]:
        return {user.username for user in User.objects.all() if policy.can_read(user, commitment)}

    def test_a_deadline_waited_for_a_session_and_got_its_day_when_that_was_planned(self) -> None:
        notes = item("Circulate advisories on new fraud methods")
        first, then = notes.deadlines.order_by("number")
        session = Meeting.objects.get(title="3rd session of the Joint Commission")
        assert notes.due_on is not None
        assert session.held_on is not None
        self.assertEqual((first.due_on, then.event), (None, session))
        self.assertEqual(notes.due_on, session.held_on - datetime.timedelta(days=1))

    def test_a_receiving_ministry_and_an_older_translation_are_there_to_be_seen(self) -> None:
        parts = {
            part.side: str(part.ministry)
            for part in item("Deposit our list of designated ports").responsibilities.all()
        }
        self.assertEqual(set(parts), {Side.OURS, Side.THEIRS})
        desk = User.objects.get(username="desk")
        halvet = Official.objects.get(person="Sorin Halvet")
        kind = next(kind for kind in KINDS if kind.model is Official)
        gaps = gaps_of(kind, [halvet], desk, list_wanted_languages())[halvet.pk]
        self.assertEqual([one.language for one in gaps.older], ["ko"])

    def test_an_events_own_move_stands_apart_from_what_was_asked_for(self) -> None:
        paper = item("Paper on pilots' licences")
        chain = list(paper.deadlines.order_by("number"))
        found = versions.count_slips(chain, paper.first_deadline)
        self.assertEqual((found.count, found.event_count), (1, 1))
        self.assertTrue(found.days > 0 and found.event_days > 0)
        self.assertEqual([version.kind for version in chain], ["fixed", "event", "event"])

    def test_the_packet_tells_a_slip_and_the_move_of_its_event_apart(self) -> None:
        session = Meeting.objects.get(title="3rd session of the Joint Commission")
        content = build_content(
            build_meeting_scope(session), reader=User.objects.get(username="desk"), reference="P", now=NOW
        )
        rows = {row.ref: row for group in content.groups for row in group.rows}
        paper = item("Paper on pilots' licences")
        found = versions.count_slips(list(paper.deadlines.order_by("number")), paper.first_deadline)
        _first, slipped, moved = rows[shorten_reference(paper.reference)].due.moves
        self.assertEqual(slipped, f"moved once, +{found.days}\u00a0d")
        self.assertEqual(moved, f"moved with its event, +{found.event_days}\u00a0d")

    def test_the_packet_has_a_line_to_take_and_wordings_to_propose(self) -> None:
        session = Meeting.objects.get(title="3rd session of the Joint Commission")
        reader = User.objects.get(username="desk")
        content = build_content(build_meeting_scope(session), reader=reader, reference="P", now=NOW)
        bare = {row.ref for group in content.groups[:-1] for row in group.rows if not row.line}
        self.assertEqual(bare, set())
        self.assertEqual([one.number for one in content.proposed], ["N-1", "N-2", "N-3"])
        assert content.notes is not None
        self.assertEqual([row.ref for row in content.notes.rows[-3:]], ["N-1", "N-2", "N-3"])
        missing = set(briefs.LINES) - set(Commitment.objects.values_list("title", flat=True))
        self.assertEqual(missing, set())

    def test_a_korean_packet_has_no_other_words_without_a_label(self) -> None:
        session = Meeting.objects.get(title="3rd session of the Joint Commission")
        reader = User.objects.get(username="desk")
        scope = build_meeting_scope(session)
        content = build_content(scope, reader=reader, reference="P-XV-2026-01", now=NOW, language="ko")
        assert content.terms is not None
        assert content.cores[0].play is not None
        # One label for the list.
        self.assertIn("(영어만)", content.cores[0].play.reviews[-1])
        known = (
            *User.objects.values_list("name", flat=True),
            *Official.objects.values_list("person", flat=True),
            *Official.objects.values_list("pronunciation", flat=True),
            *(term.text for term in content.terms.terms),
            *(name.text for term in content.terms.terms for name in term.names),
        )
        names = set(re.findall(LATIN, " ".join(known)))
        heads = (content.running_title, *content.moment, *(one.short for one in content.sections))
        self.assertEqual(re.findall(LATIN, " ".join(heads)), [])
        for edition in PacketEdition.values:
            printed = Unlabelled("ko")
            plain = replace(imprint(), kind=edition, packet="", state="", draft="")
            printed.feed(render_html(content, plain))
            # A row of the timeline has no room for a label: it is in the note, and in the description.
            assert content.glance is not None
            self.assertRegex(content.glance.timeline.note, r"영어만: M-[\d-]+\s·\s\d+, M-[\d-]+\s·\s\d+\.")
            # Nor has a line to take, where the head of its column has the label.
            rows = {line.title for lane in content.glance.timeline.lanes for line in lane.lines}
            rows |= {row.line.removesuffix(" (영어만)") for group in content.groups for row in group.rows}
            printed.texts = [
                said
                for said in printed.texts
                if not any(said[1].replace("\u2060", "").strip("… ") in row for row in rows)
            ]
            with self.subTest(edition):
                self.assertEqual({word for word in printed.list_words() if word not in names}, set())

    def test_a_date_was_moved_on_request_of_its_owner_by_the_head(self) -> None:
        version = item("Paper on pilots' licences").deadlines.get(number=2)
        assert version.requested_by is not None
        assert version.approved_by is not None
        who = (version.requested_by.role, version.approved_by.role)
        self.assertEqual(who, (Role.FOCAL_POINT, Role.HEAD_OF_DESK))
        self.assertEqual((version.reason, version.document), ("procedure", "Letter ME 58"))

    def test_one_request_waits_for_the_head(self) -> None:
        waiting = Approval.objects.get(state=ApprovalState.PENDING, kind=ApprovalKind.DATE)
        head, officer = User.objects.get(username="head"), User.objects.get(username="desk")
        self.assertIn(waiting, approvals.waiting_for(head))
        self.assertNotIn(waiting, approvals.waiting_for(officer))

    def test_a_series_has_one_kept_one_missed_and_one_to_come(self) -> None:
        series = Commitment.objects.filter(title="Report on emergency berths")
        kept, missed, next_one = series.order_by("occurrence")
        self.assertEqual(kept.state, CommitmentState.FULFILLED)
        self.assertTrue(missed.is_overdue(TODAY))
        self.assertTrue(next_one.is_open and not next_one.is_overdue(TODAY))

    def test_what_waits_for_another_or_for_a_condition_has_no_day(self) -> None:
        chart, dues = (
            item("Publish the chart of designated ports"),
            item("Waive port dues for rescue vessels"),
        )
        assert chart.deadline is not None
        self.assertEqual(chart.deadline.follows, item("Deposit our list of designated ports"))
        self.assertEqual((chart.due_on, dues.due_on, dues.condition_met_on), (None, None, None))

    def test_what_was_done_in_part_leaves_the_rest_with_a_day_of_its_own(self) -> None:
        rest = item("Lend the two remaining beacons")
        assert rest.origin is not None
        self.assertEqual(
            (rest.origin.state, rest.state), (CommitmentState.IN_PART, CommitmentState.IN_PROGRESS)
        )
        self.assertFalse(rest.is_overdue(TODAY))

    def test_each_ending_has_its_reason_and_the_head_behind_it(self) -> None:
        wanted = {
            ApprovalKind.SUSPEND,
            ApprovalKind.WITHDRAW,
            ApprovalKind.SUPERSEDE,
            ApprovalKind.DISCONTINUE,
            ApprovalKind.REOPEN,
        }
        granted = Approval.objects.filter(state=ApprovalState.GRANTED, kind__in=wanted)
        self.assertEqual({ApprovalKind(one.kind) for one in granted}, wanted)
        for one in granted:
            self.assertTrue(one.reason)
            assert one.decided_by is not None
            self.assertEqual(
                (one.decided_by.username, one.recorded_by_id == one.decided_by_id), ("head", False)
            )
        taken = item("Designate a contact point on online fraud").superseded_by
        self.assertEqual(taken, item("Exchange lists of contact points"))

    def test_a_deputy_stands_in_today(self) -> None:
        away = Absence.objects.get(starts_on__lte=TODAY, ends_on__gte=TODAY)
        self.assertEqual((away.person.username, away.deputy.username), ("embassy", "desk"))

    def test_old_records_keep_the_past_name_of_a_ministry(self) -> None:
        def lead(title: str) -> str:
            return str(Responsibility.objects.get(commitment__title=title, side="theirs").ministry)

        self.assertEqual(lead("Designate a contact point on online fraud"), "Valdorian Constabulary")
        self.assertEqual(lead("Appoint a liaison officer for online fraud"), "Valdorian Police Service")
        seats = Meeting.objects.get(title="3rd session of the Joint Commission").delegations
        theirs = {str(seat.official.ministry) for seat in seats.filter(side="theirs") if seat.official}
        self.assertIn("Valdorian Police Service", theirs)
        self.assertNotIn("Valdorian Constabulary", theirs)

    def test_one_item_has_no_living_owner(self) -> None:
        found = list(owners.without_current_owner(Commitment.objects.all(), TODAY))
        self.assertEqual(found, [item("Publish the tariff of port dues")])
        (why,) = owners.explain_no_owner([found[0].pk], TODAY)[found[0].pk]
        self.assertIn("Edda Lorne", why.why)

    def test_an_ask_came_back_at_a_meeting_and_waits_still_another_became_a_commitment(self) -> None:
        waiting = Outcome.objects.get(
            clause="Our side asked Valdoria to open a second visa counter in Seoul."
        )
        self.assertEqual(waiting.answer, "unanswered")
        self.assertTrue(AgendaItem.objects.filter(outcome=waiting).exclude(discussion="").exists())
        self.assertEqual(item("Ten training places for trainee pilots").outcome.answer, "agreed")

    def test_items_are_carried_from_one_agenda_to_the_next(self) -> None:
        ahead = AgendaItem.objects.filter(meeting__state=MeetingState.PLANNED)
        carried = ahead.filter(carried_from__isnull=False)
        self.assertTrue(carried.exclude(carried_from__discussion="").exists())
        self.assertTrue(carried.filter(carried_from__discussion="").exists())
        self.assertTrue(all(agendas.has_agenda(row.meeting) for row in ahead))

    def test_three_texts_of_one_visit_differ_and_agree(self) -> None:
        visit = Meeting.objects.get(title__startswith="Visit of the Minister")
        self.assertEqual(Statement.objects.filter(meeting=visit).count(), 3)
        read = texts.load_meeting_texts(visit, User.objects.get(username="desk"))
        of = {one.outcome.number: one for one in read}
        self.assertEqual([one.flag_count for one in (of[1], of[2], of[4])], [1, 0, 2])
        self.assertEqual(len(of[2].silent), 1)

    def test_one_document_is_on_file_and_opens_for_who_confirms(self) -> None:
        filed = Evidence.objects.exclude(sha256="").get()
        opened = progress.open_evidence(filed, User.objects.get(username="validator"))
        self.assertTrue(opened.startswith(b"%PDF-"))
        self.assertTrue(Evidence.objects.filter(sha256="").exists())

    def test_what_was_entered_in_error_is_read_by_those_who_read_the_record_alone(self) -> None:
        meeting = Meeting.objects.get(state=MeetingState.IN_ERROR)
        self.assertEqual(self.who(meeting), {"records", "auditor"})
        for state in (CommitmentState.IN_ERROR, CommitmentState.DISCARDED):
            self.assertEqual(self.who(Commitment.objects.get(state=state)), {"records", "auditor"})

    def test_something_is_confided_something_cleared_and_something_opened_by_name(self) -> None:
        told = ProgressUpdate.objects.get(in_confidence=True)
        self.assertEqual((told.side, told.commitment.title), (Side.THEIRS, other_events.CONFIDENTIAL_TITLE))
        self.assertTrue(grants.is_confidential(told))
        cleared = Release.objects.filter(state=ReleaseState.APPROVED)
        self.assertEqual(
            {one.commitment.title for one in cleared}, {other_events.PUBLISHED, *other_events.CLEARED}
        )
        self.assertEqual({one.approved_by for one in cleared}, {User.objects.get(username="head")})
        self.assertFalse(publication.list_changed().exists())
        grant = Grant.objects.get()
        self.assertEqual((grant.commitment, grant.person.username), (item(other_events.OPENED), "digital"))
        # The day before is the working day before: of what is opened, today is within.
        self.assertLess(grant.starts_on, TODAY)
        self.assertGreater(grant.ends_on, TODAY)
        for title in (other_events.CONFIDENTIAL_TITLE, other_events.PUBLISHED, other_events.OPENED):
            self.assertEqual(item(title).country.iso, "XV")

    def test_nothing_of_this_stands_on_a_real_state(self) -> None:
        real = Commitment.objects.filter(country__iso="KH")
        ended = {
            CommitmentState.IN_PART,
            CommitmentState.OVERTAKEN,
            CommitmentState.WITHDRAWN,
            CommitmentState.SUPERSEDED,
            CommitmentState.DISCONTINUED,
            CommitmentState.SUSPENDED,
            CommitmentState.DECLINED,
        }
        self.assertFalse(real.filter(state__in=ended).exists())
        self.assertFalse(Approval.objects.filter(commitment__in=real).exists())
        self.assertFalse(real.filter(deadline__kind=DeadlineKind.RECURRING, occurrence__gt=1).exists())

    def test_the_list_of_a_past_day_is_what_stood_then(self) -> None:
        officer = User.objects.get(username="desk")
        before = datetime.datetime(2026, 9, 25, 23, 59, tzinfo=datetime.UTC)
        with context.show_as_of(before, reader=officer):
            then = {one.title: one for one in policy.readable_by(Commitment.objects.all(), officer)}
        self.assertEqual(then["Hold maritime exhibitions in both capitals"].state, CommitmentState.ACCEPTED)
        self.assertEqual(then["Designate contact points at each port"].state, CommitmentState.FULFILLED)
        self.assertEqual(then["Trilingual glossary of port terms"].state, CommitmentState.IN_PROGRESS)
        self.assertIsNone(then["Circulate advisories on new fraud methods"].due_on)
        self.assertNotIn("Demonstrate the fraud reporting portal", then)
        self.assertEqual(item("Hold maritime exhibitions in both capitals").state, CommitmentState.WITHDRAWN)
