"""What spares an officer steps: what is known is filled in, what is missing can be entered on the way."""

import datetime
import unicodedata
from typing import Any

from commitments.admin.meetings.agenda import read_agenda
from commitments.deadlines.inputs import WORDS
from commitments.enums import Answer, Classification, CommitmentState, OutcomeKind, OwedBy, Strength
from commitments.language.phrases.specification import not_stated
from commitments.meetings import meetings, outcomes
from commitments.models import Commitment, Meeting, Ministry, Outcome, User
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.admin.test_meeting import ADD, MeetingPage, counts, item, outcome, page

S = CommitmentState
A_WEEK_AGO = TODAY - datetime.timedelta(days=7)


class RecordingAids(MeetingPage):
    def agreed_ask(self) -> Outcome:
        asked = make.outcome(
            self.cast, kind=OutcomeKind.REQUEST, spoken_by=OwedBy.OURS, strength=Strength.REQUESTED
        )
        said: dict[str, Any] = {"wording": "We will.", "source": "note 7/26", "strength": Strength.AGREED}
        return outcomes.record_answer(asked, Answer.AGREED, by=self.cast.officer, now=NOW, **said)

    def test_the_first_field_that_is_empty_has_the_focus(self) -> None:
        shown = self.client.get(ADD)
        self.assertRegex(shown.content.decode(), r'<input type="text" name="title"[^>]* autofocus')
        self.assertContains(shown, '<details class="f w12 more-fields">')
        self.assertContains(self.client.get(f"{ADD}?was_held=planned"), 'more-fields" open>')

    def test_partner_and_title_are_enough_also_for_who_reads_only_what_is_public(self) -> None:
        User.objects.filter(pk=self.cast.officer.pk).update(clearance=Classification.PUBLIC)
        shown = self.client.get(ADD)
        self.assertContains(shown, f'<option value="{Classification.PUBLIC.value}" selected>')
        said = {**counts(outcomes=1, statements=1), **outcome(0, "Both will."), **item(0, title="Both")}
        self.record(**said, **{"statements-0-kind": "agreed_minutes", "classification": ""})
        item_made = Commitment.objects.select_related("outcome__meeting").get()
        meeting = item_made.outcome.meeting
        self.assertEqual({meeting.classification, item_made.classification}, {Classification.PUBLIC})

    def test_a_short_title_has_42_letters_and_one_too_long_is_told_at_its_field(self) -> None:
        told = "A short title can have up to 42 characters. This one has {}. Shorten it."
        said = {**counts(outcomes=1), **outcome(0, "Both will " + "and will " * 9 + "help.")}
        for title in ("x" * 43, "가" * 43, "x" * 121):
            refused = self.record(**said, **item(0, title=title))
            self.assertContains(refused, told.format(len(title)))
            self.assertContains(refused, title)
        self.assertFalse(Commitment.objects.exists())
        # Half of a letter is none: as many are read, whichever way they are kept.
        self.record(**said, **item(0, title=unicodedata.normalize("NFD", "각" * 42)))
        self.record(**said, **item(0, title="", condition="once signed"), title="Another")
        self.assertEqual(
            list(Commitment.objects.order_by("pk").values_list("title", flat=True)),
            ["각" * 42, "Both will and will and will and will and…"],
        )

    def test_a_ministry_that_is_not_on_file_can_be_entered_while_the_page_stays_open(self) -> None:
        wrong = self.record(
            **counts(outcomes=1), **outcome(0, "Both will."), **item(0, lead_theirs="Office of  <Tides>")
        )
        way = f"/admin/commitments/ministry/add/?country={self.cast.valdoria.pk}&name=Office+of+%3CTides%3E"
        self.assertContains(wrong, way.replace("&", "&amp;"))
        self.assertContains(wrong, "Office of &lt;Tides&gt;")
        asked = self.client.get(way)
        self.assertContains(asked, 'value="Office of &lt;Tides&gt;"')
        self.assertNotContains(asked, "runs_tracker")
        given = {"country": self.cast.valdoria.pk, "name": "Office of <Tides>", "names-TOTAL_FORMS": 0}
        self.client.post(way, {**given, "names-INITIAL_FORMS": 0})
        self.assertTrue(Ministry.objects.filter(name="Office of <Tides>").exists())
        self.record(
            **counts(outcomes=1), **outcome(0, "Both will."), **item(0, lead_theirs="Office of <Tides>")
        )
        owner = Commitment.objects.get().responsibilities.get().ministry
        self.assertEqual(str(owner), "Office of <Tides>")

    def test_the_answer_leads_to_where_what_it_binds_to_is_written(self) -> None:
        asked = make.outcome(
            self.cast, kind=OutcomeKind.REQUEST, spoken_by=OwedBy.OURS, strength=Strength.REQUESTED
        )
        given = {"answer": "agreed", "wording": "We will.", "source": "note 7/26", "strength": "agreed"}
        step = f"/admin/commitments/outcome/{asked.pk}/step/answer/"
        self.assertContains(self.client.get(step), asked.clause)
        shown = self.client.post(step, given, follow=True)
        self.assertEqual(shown.redirect_chain[-1][0], f"{page(asked.meeting)}?edit={asked.pk}")
        body = shown.content.decode()
        self.assertRegex(body, r'name="outcomes-0-items-0-title"[^>]* autofocus')
        self.assertInHTML('<option value="theirs" selected>their side</option>', body)

    def test_what_an_agreed_ask_led_to_is_owed_by_the_side_that_was_asked(self) -> None:
        asked = self.agreed_ask()
        meeting = Meeting.objects.get(pk=asked.meeting_id)
        given = {
            "id": asked.pk,
            "as_seen": asked.version,
            "kind": "request",
            "spoken_by": "ours",
            "strength": "requested",
        }
        rows = {f"outcomes-0-{name}": value for name, value in given.items()} | {
            "outcomes-0-clause": asked.clause
        }
        about = self.about(as_seen=meeting.version, title=meeting.title, held_on=meeting.held_on)
        self.client.post(
            page(meeting),
            {**about, **counts(outcomes=1), **rows, **item(0, title="Help", when=WORDS, owed_by="")},
        )
        self.assertEqual(Commitment.objects.get().owed_by, OwedBy.THEIRS)

    def test_the_drafts_of_a_meeting_are_proposed_together(self) -> None:
        point = make.outcome(self.cast)
        first, second = (make.commitment(self.cast, point, title=title) for title in ("One", "Two"))
        meeting = point.meeting
        self.assertContains(self.client.get(page(meeting)), "Send drafts to owners")
        shown = self.client.post(f"/admin/commitments/meeting/{meeting.pk}/step/propose/", follow=True)
        self.assertContains(shown, "The drafts are open for acceptance by their owners.")
        self.assertNotContains(shown, "Send drafts to owners")
        states = Commitment.objects.filter(pk__in=(first.pk, second.pk)).values_list("state", flat=True)
        self.assertEqual(list(states), [S.PROPOSED, S.PROPOSED])

    def test_nobody_proposes_the_drafts_of_another_desk(self) -> None:
        draft = make.commitment(self.cast)
        self.client.force_login(self.cast.focal_point)
        self.client.post(f"/admin/commitments/meeting/{draft.outcome.meeting_id}/step/propose/")
        self.assertEqual(Commitment.objects.get(pk=draft.pk).state, S.DRAFT)

    def test_acceptance_and_report_count_from_the_day_of_their_papers(self) -> None:
        draft = make.commitment(self.cast, owed_by=OwedBy.JOINT, state=S.PROPOSED)
        step = f"/admin/commitments/commitment/{draft.pk}/step"
        dated = {"answer": "note 7/26", "document": "note 8/26", "on": A_WEEK_AGO.isoformat()}
        for name in ("accept-ours", "accept-theirs", "start", "report-ours", "report-theirs"):
            self.assertEqual(self.client.post(f"{step}/{name}/", dated).status_code, 302, name)
        for part in draft.responsibilities.all():
            self.assertEqual((part.accepted_on, part.reported_on), (A_WEEK_AGO, A_WEEK_AGO), part.side)

    def test_speaking_about_an_item_moves_none_of_the_agenda(self) -> None:
        body = make.outcome(self.cast)
        undated = [
            make.commitment(self.cast, body, title=title, deadline=not_stated(), state=S.PROPOSED)
            for title in ("A", "B", "C")
        ]
        ahead = Meeting(country=self.cast.valdoria, title="Next", held_on=TODAY + datetime.timedelta(days=9))
        meetings.record_meeting(ahead, by=self.cast.officer, now=NOW, held=False)
        for days, row in enumerate(reversed(undated), 100):
            Commitment.objects.filter(pk=row.pk).update(review_on=TODAY + datetime.timedelta(days=days))
        shown = [row.commitment.title for row in read_agenda(ahead, self.cast.officer).rows if row.commitment]
        self.assertEqual(shown, ["A", "B", "C"])
        page = self.client.get(f"/admin/commitments/meeting/{ahead.pk}/change/")
        self.assertContains(page, "No answer is not consent.", count=3)

    def test_only_what_is_missing_is_open_on_a_meeting_on_record(self) -> None:
        empty = make.meeting(self.cast)
        self.assertContains(self.client.get(f"{page(empty)}?edit=page"), 'name="outcomes-0-clause"')
        point = make.outcome(self.cast)
        form = f"{page(point.meeting)}?edit=page"
        self.assertNotContains(self.client.get(form), 'name="outcomes-0-clause"')
        self.assertNotContains(self.client.get(form), 'name="statements-0-title"')

    def test_a_meeting_that_was_held_is_read_and_its_form_is_one_step_away(self) -> None:
        point = make.outcome(self.cast)
        path = page(point.meeting)
        read = self.client.get(path)
        self.assertContains(read, point.clause)
        self.assertContains(read, 'href="?edit=page" data-key="e"')
        self.assertContains(read, 'href="?edit=page#who"')
        self.assertNotContains(read, 'id="meeting_form"')
        new = self.client.get(f"{path}?edit=new")
        self.assertRegex(new.text, r'name="outcomes-0-clause"[^>]* autofocus')
        self.client.force_login(self.cast.auditor)
        self.assertNotContains(self.client.get(f"{path}?edit=page"), 'id="meeting_form"')
        self.assertNotContains(self.client.get(path), "?edit=")

    def test_an_ask_on_the_agenda_leads_to_its_answer_and_is_named_by_whole_words_or_a_mark(self) -> None:
        asked = make.outcome(self.cast, kind=OutcomeKind.REQUEST, clause="Please help us. " * 9)
        self.assertTrue(str(asked).endswith("…"))
        ahead = Meeting(country=self.cast.valdoria, title="Next", held_on=TODAY + datetime.timedelta(days=9))
        meetings.record_meeting(ahead, by=self.cast.officer, now=NOW, held=False)
        step = f"/admin/commitments/outcome/{asked.pk}/step/answer/"
        self.assertContains(self.client.get(page(ahead)), step)
