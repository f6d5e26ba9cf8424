"""Why something about a meeting is not written now: each reason by its code, before anything is written."""

import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.test import SimpleTestCase

from commitments.access import write_rules
from commitments.enums import (
    Answer,
    CommitmentState,
    MeetingForm,
    MeetingState,
    OutcomeKind,
    Side,
    StatementKind,
    Strength,
)
from commitments.lifecycle import approvals, endings
from commitments.meetings import delegations, meetings, outcomes
from commitments.models import (
    AgendaItem,
    BackgroundFact,
    Country,
    DelegationMember,
    Meeting,
    Official,
    Outcome,
    Statement,
    User,
)
from tests import make
from tests.cast import NOW, TODAY
from tests.refusals import RefusalCase, code

DAY = datetime.timedelta(days=1)


class MeetingCase(RefusalCase):
    held: ClassVar[Meeting]
    ahead: ClassVar[Meeting]
    closed: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.held = make.meeting(cls.cast)
        cls.ahead = make.meeting(cls.cast, title="Next talks", held_on=TODAY + DAY, held=False)
        cls.closed = meetings.close_meeting(make.meeting(cls.cast), by=cls.cast.officer, now=NOW)

    def acts(self, who: User, meeting: Meeting) -> write_rules.Acts:
        return write_rules.build_acts(who, meeting)


class StepTests(MeetingCase):
    def test_steps_of_another_state(self) -> None:
        said = {"reason": "A storm."}
        for meeting, steps in (
            (
                self.held,
                (
                    (meetings.mark_held, {}),
                    (meetings.cancel_meeting, said),
                    (meetings.postpone_meeting, said),
                ),
            ),
            (self.ahead, ((meetings.close_meeting, {}),)),
            (
                self.closed,
                (
                    (meetings.mark_held, {}),
                    (meetings.close_meeting, {}),
                    (meetings.add_open_items, {}),
                    (meetings.cancel_meeting, said),
                    (meetings.edit_meeting, {"expected": self.closed.version}),
                ),
            ),
        ):
            for step, more in steps:
                extra: dict[Any, tuple[Any, ...]] = {
                    meetings.postpone_meeting: (TODAY,),
                    meetings.edit_meeting: ({"title": "Other"},),
                }
                self.refused("wrong_state", step, meeting, *extra.get(step, ()), **more)

    def test_nobody_of_another_desk_takes_any(self) -> None:
        by, said = self.cast.stranger, {"reason": "A storm."}
        self.refused("forbidden", meetings.mark_held, self.ahead, by=by)
        self.refused("forbidden", meetings.close_meeting, self.held, by=by)
        self.refused("forbidden", meetings.cancel_meeting, self.ahead, by=by, **said)
        self.refused("forbidden", meetings.postpone_meeting, self.ahead, TODAY, by=by, **said)
        self.refused("forbidden", meetings.add_open_items, self.held, by=by)
        self.refused("forbidden", meetings.edit_meeting, self.held, {"title": "X"}, expected=1, by=by)
        new = Meeting(country=self.cast.valdoria, title="Talks")
        self.refused("forbidden", meetings.record_meeting, new, by=by)
        self.refused("forbidden", delegations.set_delegation, self.ahead, Side.OURS, [], by=by)
        self.refused("forbidden", delegations.set_background, self.held, [], by=by)
        text = make.statement(self.cast, self.held, kind=StatementKind.OUR_READOUT)
        self.refused("forbidden", outcomes.sign_off, text, by=self.cast.officer)
        self.refused("forbidden", outcomes.change_statement, text, {"text": "X"}, expected=1, by=by)
        other = Statement(meeting=self.held, kind=StatementKind.OUR_READOUT, text="Words.")
        self.refused("forbidden", outcomes.file_statement, other, by=by)

    def test_what_pages_ask_before_is_what_the_steps_say(self) -> None:
        officer, stranger = self.cast.officer, self.cast.stranger
        call = make.meeting(self.cast, form=MeetingForm.CALL)
        past = make.meeting(self.cast, held_on=TODAY, held=False)
        for meeting, hold, put_off, close, bring_in in (
            (self.ahead, "future", "", "wrong_state", ""),
            (past, "", "", "wrong_state", ""),
            (self.held, "wrong_state", "wrong_state", "", ""),
            (self.closed, "wrong_state", "wrong_state", "wrong_state", "wrong_state"),
            (call, "wrong_state", "wrong_state", "", "form"),
        ):
            with self.subTest(meeting.title, state=meeting.state):
                acts = self.acts(officer, meeting)
                found = (
                    code(meetings.why_not_hold(meeting, acts, NOW)),
                    code(meetings.why_not_postpone(meeting, acts)),
                    code(meetings.why_not_close(meeting, acts)),
                    code(meetings.why_not_bring_in(meeting, acts)),
                )
                self.assertEqual(found, (hold, put_off, close, bring_in))
                acts = self.acts(stranger, meeting)
                found = (
                    code(meetings.why_not_hold(meeting, acts, NOW)),
                    code(meetings.why_not_postpone(meeting, acts)),
                    code(meetings.why_not_close(meeting, acts)),
                    code(meetings.why_not_bring_in(meeting, acts)),
                )
                self.assertEqual(found, ("forbidden",) * 4)

    def test_a_state_in_which_it_is_not_possible_is_named(self) -> None:
        refusal = meetings.why_not_close(self.ahead, self.acts(self.cast.officer, self.ahead))
        assert refusal is not None
        self.assertEqual(
            str(refusal.message),
            f"This is not possible at the current stage of the meeting ({self.ahead.get_state_display()}).",
        )

    def test_what_was_read_before_somebody_else_wrote_is_refused(self) -> None:
        cast, ask = self.cast, make.outcome(self.cast, self.held, kind=OutcomeKind.REQUEST)
        text = make.statement(cast, self.held)
        fact = BackgroundFact(meeting=self.held, text="A storm.", source="Harbour office")
        delegations.add_fact(fact, by=cast.officer, now=NOW)
        make.commitment(cast, make.outcome(cast, self.held), state=CommitmentState.IN_PROGRESS)
        meetings.add_open_items(self.held, by=cast.officer, now=NOW)
        talks = make.meeting(cast, held_on=TODAY, held=False)
        make.hold(cast, talks)
        for write, record, values in (
            (meetings.edit_meeting, self.held, {"title": "Other"}),
            (outcomes.change_outcome, ask, {"clause": "Other."}),
            (outcomes.change_statement, text, {"source": "File 12"}),
            (delegations.change_fact, fact, {"dated": "May"}),
            (outcomes.review_item, AgendaItem.objects.filter(meeting=talks)[0], "Said."),
        ):
            write_any: Any = write
            self.refused("changed", write_any, record, values, expected=record.version - 1)
            write_any(record, values, expected=record.version, by=cast.officer, now=NOW)

    def test_a_meeting_is_held_on_its_day_as_it_is_where_it_takes_place(self) -> None:
        zone = ZoneInfo("Asia/Seoul")
        for name, hour, is_there in (
            ("Pacific/Kiritimati", 23, True),
            ("Asia/Seoul", 23, False),
            ("Pacific/Pago_Pago", 23, False),
            ("Asia/Seoul", 24, True),
            ("Pacific/Pago_Pago", 24, False),
        ):
            now = datetime.datetime(2026, 3, 11, 0, 30, tzinfo=zone) + datetime.timedelta(hours=hour)
            self.ahead.time_zone = name
            with self.subTest(name, hour=hour):
                acts = self.acts(self.cast.officer, self.ahead)
                found = code(meetings.why_not_hold(self.ahead, acts, now))
                self.assertEqual(found, "" if is_there else "future")
        self.ahead.time_zone = ""
        self.assertEqual(
            meetings.today_there(self.ahead, NOW + datetime.timedelta(hours=20)),
            TODAY + DAY,
            "of the partner",
        )
        self.assertEqual(meetings.today_there(self.ahead, NOW + datetime.timedelta(hours=19)), TODAY)

    def test_only_once_and_only_of_a_meeting_is_it_entered_in_error(self) -> None:
        asked = meetings.request_error_entry(self.held, reason="Wrong.", by=self.cast.officer, now=NOW)
        self.assertEqual(meetings.waiting_request(self.held), asked)
        self.assertIsNone(meetings.waiting_request(self.closed))
        self.refused("asked", meetings.request_error_entry, self.held, reason="Wrong.")
        self.refused("own_request", approvals.grant_request, asked)
        self.refused("forbidden", approvals.grant_request, asked, by=self.cast.stranger)
        self.held.state = MeetingState.IN_ERROR
        enter = endings.enter_meeting_in_error
        self.refused("wrong_state", enter, self.held, approval=asked, by=self.cast.head)

    def test_who_may_sit_where(self) -> None:
        cast = self.cast
        ours = Official.objects.create(country=cast.korea, post="Envoy")
        seat = delegations.DelegateInput
        arrange = delegations.set_delegation
        heads = [seat(post="One", is_head=True), seat(post="Two", is_head=True)]
        self.refused("heads", arrange, self.ahead, Side.OURS, heads)
        self.refused("side", arrange, self.ahead, Side.OURS, [seat(cast.their_minister)])
        self.refused("side", arrange, self.ahead, Side.THEIRS, [seat(ours)])
        self.refused("twice", arrange, self.ahead, Side.OURS, [seat(post="One"), seat(post="One")])
        self.refused("twice", arrange, self.ahead, Side.OURS, [seat(ours), seat(ours, post="Other")])
        self.refused("wrong_state", arrange, self.closed, Side.OURS, [])
        arrange(
            self.ahead, Side.THEIRS, [seat(post="A"), seat(cast.their_minister)], by=cast.officer, now=NOW
        )
        kept = list(self.ahead.delegations.order_by("order").values_list("post", "official", "order"))
        self.assertEqual(kept, [("A", None, 1), ("", cast.their_minister.pk, 2)])
        self.assertEqual([delegations.has_seat(one) for one in (cast.their_minister, ours)], [True, False])
        member = DelegationMember(meeting=self.closed, side=Side.OURS, post="Late")
        self.refused("wrong_state", meetings.add_delegate, member)


class PointTests(MeetingCase):
    def outcome(self, **more: Any) -> Outcome:
        values = {
            "kind": OutcomeKind.COMMITMENT,
            "clause": "A list.",
            "spoken_by": "ours",
            "strength": "agreed",
        }
        return Outcome(**{"meeting": self.held, **values, **more})

    def test_points_that_do_not_fit_their_meeting(self) -> None:
        cast, add = self.cast, outcomes.add_outcome
        elsewhere = make.statement(cast, self.closed)
        self.refused("wrong_state", add, self.outcome(meeting=self.closed))
        self.refused("forbidden", add, self.outcome(), by=cast.stranger)
        self.refused("statement", add, self.outcome(statement=elsewhere))
        self.refused("no_side", add, self.outcome(spoken_by="not_stated"))
        self.refused("unanswered", add, self.outcome(kind=OutcomeKind.REQUEST))
        topic = self.outcome(kind=OutcomeKind.TOPIC, spoken_by="not_stated", strength="noted")
        self.assertEqual(outcomes.add_outcome(topic, by=cast.officer, now=NOW).number, 1)
        seventh = outcomes.add_outcome(self.outcome(number=7), by=cast.officer, now=NOW)
        self.assertEqual(seventh.number, 7)
        both = [self.outcome(), self.outcome()]
        outcomes.add_outcomes(both, by=cast.officer, now=NOW)
        self.assertEqual([one.number for one in both], [8, 9])

    def test_changes_that_do_not_fit(self) -> None:
        cast, change = self.cast, outcomes.change_outcome
        elsewhere = make.statement(cast, self.closed)
        here = make.statement(cast, self.held)
        ask = make.outcome(cast, self.held, kind=OutcomeKind.REQUEST)
        owed = make.commitment(cast, make.outcome(cast, self.held)).outcome
        for point, values, why in (
            (ask, {"statement": elsewhere}, "statement"),
            (ask, {"spoken_by": "not_stated"}, "no_side"),
            (ask, {"strength": Strength.AGREED}, "unanswered"),
            (ask, {"kind": OutcomeKind.COMMITMENT, "strength": Strength.AGREED}, "unanswered"),
            (owed, {"kind": OutcomeKind.TOPIC}, "has_commitments"),
        ):
            self.refused(why, change, point, values, expected=point.version)
        self.refused("forbidden", change, ask, {"clause": "X"}, expected=ask.version, by=cast.stranger)
        written = {"statement": here, "review_on": TODAY + DAY, "kind": OutcomeKind.OFFER}
        change(ask, written, expected=ask.version, by=cast.officer, now=NOW)
        self.assertEqual((ask.statement, ask.review_on, ask.answer), (here, TODAY + DAY, Answer.UNANSWERED))
        change(ask, {"review_on": None}, expected=ask.version, by=cast.officer, now=NOW)
        self.assertEqual(ask.review_on, make.HELD_ON + datetime.timedelta(days=90))
        change(ask, {"clause": "Other."}, expected=ask.version, by=cast.officer, now=NOW)
        self.assertEqual((ask.review_on, ask.kind), (make.HELD_ON + datetime.timedelta(days=90), "offer"))

    def test_a_point_that_becomes_a_request_comes_on_agendas_and_goes_again(self) -> None:
        topic = make.outcome(self.cast, self.held, kind=OutcomeKind.TOPIC, strength=Strength.NOTED)
        rows = AgendaItem.objects.filter(meeting=self.ahead, outcome=topic)
        for kind, count in ((OutcomeKind.OFFER, 1), (OutcomeKind.TOPIC, 0)):
            outcomes.change_outcome(
                topic, {"kind": kind}, expected=topic.version, by=self.cast.officer, now=NOW
            )
            self.assertEqual(rows.count(), count)

    def test_why_a_point_stays(self) -> None:
        cast = self.cast
        owed = make.commitment(cast, make.outcome(cast, self.held)).outcome
        came = make.outcome(cast, self.held, kind=OutcomeKind.REQUEST)
        spoken = make.outcome(cast, self.held, kind=OutcomeKind.OFFER)
        free = make.outcome(cast, self.held, kind=OutcomeKind.REQUEST)
        talks = make.meeting(cast, title="Talks", held_on=TODAY, held=False)
        outcomes.remove_outcome(free, by=cast.officer, now=NOW)
        make.hold(cast, talks)
        row = AgendaItem.objects.get(meeting=talks, outcome=spoken)
        outcomes.review_item(row, "Soon.", by=cast.officer, now=NOW)
        for point, why in ((owed, "has_commitments"), (came, "on_agenda"), (spoken, "on_agenda")):
            self.refused(why, outcomes.remove_outcome, point)
            acts = write_rules.build_acts(cast.officer, point.meeting)
            self.assertEqual(code(outcomes.why_not_remove_now(point, acts)), why)
            acts = write_rules.build_acts(cast.stranger, point.meeting)
            self.assertEqual(code(outcomes.why_not_remove_now(point, acts)), "forbidden")
        self.refused("forbidden", outcomes.remove_outcome, came, by=cast.stranger)
        plain = make.outcome(cast, self.held, kind=OutcomeKind.TOPIC, strength=Strength.NOTED)
        both = [plain, owed]
        self.refused("has_commitments", outcomes.remove_outcomes, both)
        self.assertIsNone(outcomes.why_not_remove(plain))
        self.assertIsNone(outcomes.why_not_remove_now(plain, write_rules.build_acts(cast.officer, self.held)))

    def test_a_meeting_is_found_by_its_reference_with_its_country(self) -> None:
        with self.assertNumQueries(1):
            found = meetings.find_by_reference(self.held.reference)
            self.assertEqual((found, found and found.country.iso), (self.held, "XV"))
        self.assertIsNone(meetings.find_by_reference("M-XV-1999-001"))

    def test_answers(self) -> None:
        cast = self.cast
        ask = make.outcome(cast, self.held, kind=OutcomeKind.REQUEST)
        topic = make.outcome(cast, self.held, kind=OutcomeKind.TOPIC, strength=Strength.NOTED)
        said: dict[str, Any] = {"wording": "We shall.", "source": "Note", "strength": Strength.AGREED}
        record = outcomes.record_answer
        self.refused("not_answerable", record, topic, Answer.AGREED, **said)
        for answer in (Answer.NONE, Answer.UNANSWERED):
            self.refused("not_answerable", record, ask, answer, **said)
        self.refused("needs_answer", record, ask, Answer.AGREED, **said | {"wording": " "})
        self.refused("needs_answer", record, ask, Answer.AGREED, **said | {"source": " "})
        self.refused("forbidden", record, ask, Answer.AGREED, by=cast.focal_point, **said)
        self.refused("forbidden", record, ask, Answer.AGREED, by=cast.stranger, **said)
        record(ask, Answer.AGREED, by=cast.officer, now=NOW, **said)
        self.refused("answered", record, ask, Answer.AGREED, **said)
        self.assertEqual(
            code(outcomes.why_not_answer(ask, write_rules.build_acts(cast.officer, ask))), "answered"
        )
        other = make.outcome(cast, self.held, kind=OutcomeKind.OFFER)
        record(other, Answer.REFUSED, by=cast.officer, now=NOW, **said | {"wording": "", "source": ""})
        self.assertEqual(other.answer, Answer.REFUSED)

    def test_texts(self) -> None:
        cast = self.cast
        text = make.statement(cast, self.held, kind=StatementKind.OUR_READOUT, title=" Readout ")
        joint = make.statement(cast, self.held, title=" ")
        self.assertEqual((text.title, joint.title), ("Readout", "Joint statement"))
        filed = make.statement(cast, self.closed, kind=StatementKind.OUR_READOUT)
        change = outcomes.change_statement
        self.refused("meeting", change, text, {"meeting_id": self.ahead.pk}, expected=1)
        for name in ("kind", "title", "text", "language", "is_binding", "is_verbatim"):
            self.refused("closed", change, filed, {name: getattr(filed, name)}, expected=1)
        change(filed, {"source": "File 12"}, expected=1, by=cast.officer, now=NOW)
        self.assertEqual([outcomes.is_unsigned(one) for one in (text, joint)], [True, False])
        self.refused("kind", outcomes.sign_off, joint, by=cast.head)
        outcomes.sign_off(text, by=cast.division_head, now=NOW)
        self.assertFalse(outcomes.is_unsigned(text))
        self.refused("signed_off", outcomes.sign_off, text, by=cast.head)
        change(text, {"source": "File 13"}, expected=text.version, by=cast.officer, now=NOW)
        self.assertEqual(text.signed_off_by, cast.division_head)
        change(text, {"title": "Other"}, expected=text.version, by=cast.officer, now=NOW)
        self.assertEqual((text.signed_off_by, text.signed_off_at), (None, None))
        text.meeting.state = MeetingState.IN_ERROR
        self.assertEqual(code(outcomes.why_not_sign_off(text, cast.head)), "wrong_state")
        text.meeting.state = MeetingState.HELD
        self.assertEqual(code(outcomes.why_not_sign_off(text, cast.head)), "")
        self.refused("forbidden", outcomes.sign_off, text, by=cast.focal_point)

    def test_what_is_said_needs_words_with_a_health(self) -> None:
        make.commitment(self.cast, make.outcome(self.cast, self.held), state=CommitmentState.IN_PROGRESS)
        talks = make.meeting(self.cast, held_on=TODAY, held=False)
        make.hold(self.cast, talks)
        row = AgendaItem.objects.get(meeting=talks)
        self.refused("needs_words", outcomes.review_item, row, " ", health="on_track")

    def test_facts(self) -> None:
        fact = BackgroundFact(meeting=self.held, text="A storm.", source="Harbour office")
        delegations.add_fact(fact, by=self.cast.officer, now=NOW)
        late = BackgroundFact(meeting=self.closed, text="Late.", source="Harbour office")
        self.refused("wrong_state", delegations.add_fact, late)
        one = delegations.FactInput("A storm.", "Harbour office")
        self.refused("twice", delegations.set_background, self.held, [one, one])
        many = [delegations.FactInput(f"{number}.", "Office") for number in range(21)]
        self.refused("too_many", delegations.set_background, self.held, many)
        delegations.set_background(self.held, many[:20], by=self.cast.officer, now=NOW)
        more = BackgroundFact(meeting=self.held, text="More.", source="Office")
        self.refused("too_many", delegations.add_fact, more)


class ApartTests(SimpleTestCase):
    """What does not go together of a meeting that is typed."""

    def wrong(self, *, is_held: bool = False, now: datetime.datetime = NOW, **facts: Any) -> set[str]:
        found = meetings.find_contradictions(facts, is_held=is_held, now=now)
        self.assertTrue(all(str(said) for said in found.values()))
        return set(found)

    def test_times(self) -> None:
        nine, ten = datetime.time(9), datetime.time(10)
        self.assertEqual(self.wrong(held_on=TODAY, starts_at=ten, ends_at=nine), {"ends_at"})
        self.assertEqual(self.wrong(held_on=TODAY, starts_at=nine, ends_at=nine), set())
        self.assertEqual(self.wrong(held_on=TODAY, ends_at=nine), set())
        self.assertEqual(self.wrong(starts_at=nine), {"starts_at"})

    def test_a_day_that_lies_ahead_where_the_meeting_is(self) -> None:
        there = Country(iso="XV", time_zone="Pacific/Kiritimati")
        late = NOW + datetime.timedelta(hours=10)
        for zone, country, wrong in (
            ("Pacific/Kiritimati", None, set()),
            ("Asia/Seoul", there, {"held_on"}),
            ("", there, set()),
            ("", None, {"held_on"}),
            ("Nowhere/At_all", there, {"held_on", "time_zone"}),
        ):
            with self.subTest(zone, country=country):
                found = self.wrong(
                    is_held=True, now=late, held_on=TODAY + DAY, time_zone=zone, country=country
                )
                self.assertEqual(found, wrong)
        self.assertEqual(self.wrong(now=late, held_on=TODAY + DAY), set())

    def test_bounds(self) -> None:
        said = {"not_before_source": "Register", "not_after_source": "Register"}
        for facts, wrong in (
            ({"not_before": TODAY, "not_before_source": " "}, {"not_before_source"}),
            ({"not_after": TODAY, "not_after_source": ""}, {"not_after_source"}),
            ({"not_before": TODAY}, set()),
            ({"not_before_source": "Register"}, {"not_before"}),
            ({"not_after_source": "Register"}, {"not_after"}),
            ({"not_before_source": " "}, set()),
            ({"not_before": TODAY, "not_after": TODAY, **said}, set()),
            ({"not_before": TODAY, "not_after": TODAY - DAY, **said}, {"not_after"}),
            ({"not_before": TODAY, "held_on": TODAY - DAY}, {"held_on"}),
            ({"not_after": TODAY, "held_on": TODAY + DAY}, {"held_on"}),
            ({"not_before": TODAY, "not_after": TODAY, "held_on": TODAY}, set()),
        ):
            with self.subTest(facts):
                self.assertEqual(self.wrong(**facts), wrong)
