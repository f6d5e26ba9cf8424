"""Generate meetings with their texts, outcomes, delegations, agendas and packets."""

import datetime
import io
import random
from itertools import islice

import pikepdf

from commitments import models
from commitments.enums import (
    Answer,
    Classification,
    MeetingForm,
    MeetingState,
    OutcomeKind,
    OwedBy,
    PacketState,
    Side,
    StatementKind,
    Strength,
)
from commitments.files import storage
from commitments.seed.commitments import CommitmentWriter, LifeItem
from commitments.seed.parties import Partner, SeedParties
from commitments.seed.rows import SeedBook, Values
from commitments.seed.values import SeedUndertaking, SeedWords, format_moment

DAY = datetime.timedelta(days=1)
STRENGTHS = (
    Strength.WILL_CONSIDER,
    Strength.WILL_ENDEAVOUR,
    Strength.AGREED,
    Strength.AGREED,
    Strength.LEGALLY_BINDING,
)
LEVELS = ((Classification.PUBLIC, 10), (Classification.RESTRICTED, 76), (Classification.CONFIDENTIAL, 11),
          (Classification.SECRET, 3))  # fmt: skip
FORMS = (
    (MeetingForm.SESSION, 25),
    (MeetingForm.VISIT, 50),
    (MeetingForm.CALL, 20),
    (MeetingForm.EXCHANGE, 5),
)
# An agenda in the record has the newest of what was open; one to come more, but no book.
BROUGHT_BACK, BROUGHT_BEFORE = 12, 120
OPEN_RECORD_DAYS, SEATS = 60, 3
SECOND_TEXT, SILENT, PACKET, REPORTED_SHARE = 0.5, 0.1, 0.25, 0.4
OTHERS = (
    OutcomeKind.REQUEST, OutcomeKind.OFFER, OutcomeKind.UNDERSTANDING, OutcomeKind.UNDERSTANDING,
    OutcomeKind.TOPIC, OutcomeKind.TOPIC,
)  # fmt: skip


def print_blank_page() -> bytes:
    """Return a PDF of one blank page of A4, the same at any time."""
    printed = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.save(printed, deterministic_id=True)
    return printed.getvalue()


class SessionWriter:
    """Writes meetings, each with its results."""

    def __init__(
        self,
        book: SeedBook,
        words: SeedWords,
        chance: random.Random,
        world: SeedParties,
        today: datetime.date,
    ) -> None:
        self._book, self._words, self._chance = book, words, chance
        self._world, self._today = world, today
        self._lives = CommitmentWriter(book, words, chance, world, today)
        self._left: dict[int, list[LifeItem]] = {}
        self._blank = storage.open_packet_store().put(print_blank_page())

    def ahead(self, partner: Partner, held: datetime.date) -> None:
        """Plan a meeting, and bring what is open before it."""
        meeting = self._meeting(partner, held, MeetingState.PLANNED, self._today - DAY * 20)
        self._agenda(partner, meeting, self._today, BROUGHT_BEFORE)
        if self._chance.random() < PACKET * 2:
            self._packet(partner, meeting, self._today - DAY)

    def held(self, partner: Partner, held: datetime.date, commitments: int) -> None:
        """Write a held meeting with so many commitments."""
        age = (self._today - held).days
        is_shut = age > OPEN_RECORD_DAYS or self._chance.random() < 0.4
        recorded = min(held + DAY * self._chance.randint(0, 5), self._today)
        state = MeetingState.CLOSED if is_shut else MeetingState.HELD
        meeting = self._meeting(partner, held, state, recorded)
        self._agenda(partner, meeting, held, BROUGHT_BACK)
        if self._chance.random() < PACKET:
            self._packet(partner, meeting, held - DAY * 2)
        texts = self._texts(meeting, recorded)
        points = self._points(meeting, texts, recorded, commitments)
        items = self._left.setdefault(partner.pk, [])
        for number in range(commitments):
            outcome, said = points[number % len(points)]
            again = "" if number < len(points) else f" ({number // len(points) + 1})"
            items.append(self._lives.live(partner, outcome, said.title + again, held, recorded))

    def _meeting(
        self, partner: Partner, held: datetime.date, state: MeetingState, recorded: datetime.date
    ) -> Values:
        by = self._chance.choice(partner.officers)
        form = self._chance.choices([f for f, _w in FORMS], [w for _f, w in FORMS])[0]
        session: Values = {}
        title = f"{form.label} about {self._words.name()}".capitalize()
        if form == MeetingForm.SESSION:
            partner.sessions += 1
            session = {"mechanism_id": partner.mechanism, "session_number": partner.sessions}
            title = f"Session {partner.sessions} of the Joint Commission"
        number = self._book.number("meeting", partner.iso, held.year)
        meeting = self._book.add(
            models.Meeting,
            at=format_moment(recorded),
            by=by,
            reference=f"M-{partner.iso}-{held.year}-{number:03}",
            country_id=partner.pk,
            title=title,
            form=form.value,
            held_on=held.isoformat(),
            place=self._words.name(),
            classification=int(self._chance.choices([v for v, _w in LEVELS], [w for _v, w in LEVELS])[0]),
            state=(MeetingState.PLANNED if state == MeetingState.PLANNED else MeetingState.HELD).value,
            **session,
        )
        for side, houses in ((Side.OURS, self._world.houses), (Side.THEIRS, partner.houses)):
            house = self._chance.choice(houses)
            for seat in range(SEATS):
                self._book.add(
                    models.DelegationMember, at=format_moment(recorded), by=by, meeting_id=meeting["id"],
                    side=side.value, order=seat + 1, official_id=house.officials[seat], is_head=seat == 0,
                )  # fmt: skip
        if state == MeetingState.CLOSED:
            closed = format_moment(min(recorded + DAY * 10, self._today))
            self._book.change(
                models.Meeting, meeting, at=closed, by=by, action=state.value, state=state.value
            )
        return meeting

    def _agenda(self, partner: Partner, meeting: Values, day: datetime.date, most: int) -> None:
        """Add the newest items that were open on a day to the agenda."""
        newest = reversed(self._left.get(partner.pk, ()))
        items = list(islice((item for item in newest if item.is_open_on(day)), most))
        by = meeting["recorded_by_id"]
        for item in reversed(items):
            spoken = meeting["state"] != MeetingState.PLANNED and self._chance.random() < REPORTED_SHARE
            place = self._book.add(
                models.AgendaItem,
                at=meeting["recorded_at"],
                by=by,
                meeting_id=meeting["id"],
                commitment_id=item.pk,
                carried_from_id=item.place,
                discussion=self._words.report() if spoken else "",
                raised_on=day.isoformat() if spoken else None,
            )
            item.place = place["id"]

    def _texts(self, meeting: Values, recorded: datetime.date) -> list[Values]:
        kinds = [self._chance.choice((StatementKind.JOINT_STATEMENT, StatementKind.OUR_READOUT))]
        if self._chance.random() < SECOND_TEXT:
            kinds.append(StatementKind.THEIR_READOUT)
        return [
            self._book.add(
                models.Statement,
                at=format_moment(recorded),
                by=meeting["recorded_by_id"],
                meeting_id=meeting["id"],
                kind=kind.value,
                title=f"{kind.label}, {meeting['title']}".capitalize()[:200],
                dated_on=meeting["held_on"],
                text="\n\n".join(self._words.undertaking().clause for _paragraph in range(5)),
                classification=meeting["classification"],
            )
            for kind in kinds
        ]

    def _points(
        self, meeting: Values, texts: list[Values], recorded: datetime.date, commitments: int
    ) -> list[tuple[Values, SeedUndertaking]]:
        """Write the numbered outcomes; return those with a commitment, with their words."""
        binding = [OutcomeKind.COMMITMENT] * max(1, round(commitments * 0.9))
        kinds = [*binding, *OTHERS] if commitments else list(OTHERS)
        found = []
        for number, kind in enumerate(kinds, start=1):
            said = self._words.topic() if kind == OutcomeKind.TOPIC else self._words.undertaking()
            outcome = self._point(meeting, texts, recorded, number, kind, said)
            if kind == OutcomeKind.COMMITMENT:
                found.append((outcome, said))
        return found

    def _point(
        self,
        meeting: Values,
        texts: list[Values],
        recorded: datetime.date,
        number: int,
        kind: OutcomeKind,
        said: SeedUndertaking,
    ) -> Values:
        by, at = meeting["recorded_by_id"], format_moment(recorded)
        is_question = kind in (OutcomeKind.REQUEST, OutcomeKind.OFFER)
        strength = self._chance.choice(STRENGTHS) if kind == OutcomeKind.COMMITMENT else Strength.NOTED
        review = recorded + DAY * 90
        outcome = self._book.add(
            models.Outcome,
            at=at,
            by=by,
            meeting_id=meeting["id"],
            number=number,
            kind=kind.value,
            spoken_by=self._chance.choice(OwedBy.values if not is_question else Side.values),
            clause=said.clause,
            language=said.language,
            statement_id=texts[0]["id"],
            place_in_text=f"para. {number}",
            strength=strength.value,
            classification=meeting["classification"],
            answer=(Answer.UNANSWERED if is_question else Answer.NONE).value,
            review_on=review.isoformat() if is_question else None,
        )
        if is_question and review <= self._today and self._chance.random() < 0.97:
            answer = self._chance.choice((Answer.AGREED, Answer.AGREED, Answer.REFUSED, Answer.LAPSED))
            self._book.change(
                models.Outcome, outcome, at=format_moment(review), by=by, action="answered",
                answer=answer.value, answer_wording="It was answered by letter.", answer_source="Letter",
                answer_strength=Strength.NOT_STATED.value, review_on=None,
            )  # fmt: skip
        if len(texts) > 1:
            silent = self._chance.random() < SILENT
            wording = "" if silent else said.clause.replace("will", "will endeavour to", 1)
            self._book.add(
                models.Clause, at=at, by=by, page_id=meeting["id"], outcome_id=outcome["id"],
                statement_id=texts[1]["id"], wording=wording, language=said.language,
                classification=meeting["classification"],
            )  # fmt: skip
        return outcome

    def _packet(self, partner: Partner, meeting: Values, day: datetime.date) -> None:
        """Write a packet that was made; all of them share one file of one blank page."""
        number = self._book.number("packet", partner.iso, int(meeting["held_on"][:4]))
        reference = f"P-{partner.iso}-{meeting['held_on'][:4]}-{number:02}"
        packet = self._book.add(
            models.Packet,
            at=format_moment(day),
            by=meeting["recorded_by_id"],
            action="ask for packet",
            reference=reference,
            country_id=meeting["country_id"],
            meeting_id=meeting["id"],
            reader_id=self._chance.choice(self._world.readers),
            requested_by_id=meeting["recorded_by_id"],
            requested_at=format_moment(day),
            state=PacketState.READY.value,
            as_of=format_moment(day),
            ready_at=format_moment(day),
            pages=self._chance.randint(4, 40),
            sha256=self._blank,
            classification=meeting["classification"],
        )
        self._book.untold(models.PacketMeeting, packet_id=packet["id"], meeting_id=meeting["id"])
