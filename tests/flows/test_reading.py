"""A readout is pasted, read, decided, corrected and read again; the meeting shows what was accepted."""

from django.utils import timezone

from commitments.enums import Nature, OutcomeKind, OwedBy, Strength
from commitments.models import Commitment, Country, Meeting, Outcome
from commitments.statements import reading
from tests import make
from tests.flows.reading import AFFIRMED, ASK, READOUT, RECALLED
from tests.flows.stories import Stories

VIEWS = [[1280, "light"], [1280, "dark"], [640, "light"], [320, "light"]]


class ReadingStories(Stories):
    maxDiff = None
    meeting: Meeting

    def setUp(self) -> None:
        super().setUp()
        cambodia = Country.objects.create(
            iso="KH",
            name="Cambodia",
            capital="Phnom Penh",
            time_zone="Asia/Phnom_Penh",
            languages="km",
            desk=self.cast.desk,
        )
        self.meeting = make.meeting(
            self.cast, country=cambodia, title="Call in Phnom Penh", place="Phnom Penh"
        )

    @property
    def address(self) -> str:
        return f"/admin/commitments/meeting/{self.meeting.pk}/change/"

    def test_from_a_pasted_readout_to_the_record(self) -> None:
        self.tell("tests.flows.reading", "read", meeting=self.address)
        ask, kept, topic = Outcome.objects.order_by("number")
        self.assertEqual((ask.clause, ask.kind, ask.spoken_by), (ASK, OutcomeKind.REQUEST, OwedBy.OURS))
        self.assertEqual((kept.clause, kept.place_in_text), (AFFIRMED, "paragraph 2"))
        self.assertEqual((kept.spoken_by, kept.strength), (OwedBy.THEIRS, Strength.WILL_ENDEAVOUR))
        self.assertEqual((topic.clause, topic.kind), (RECALLED, OutcomeKind.TOPIC))
        item = Commitment.objects.get()
        self.assertEqual((item.nature, item.due_on), (Nature.ONGOING, None))
        self.assertIsNotNone(item.review_on)
        self.assertIsNone(item.responsibilities.get().ministry)

    def test_a_mentioned_date_is_used_by_its_key(self) -> None:
        clause = "The Cambodian side will support the summit, which will be held in May 2027."
        text = make.statement(self.cast, self.meeting, title="Readout", text=clause)
        reading.read_text(text, by=self.cast.officer, now=timezone.now())
        address = f"/admin/commitments/statement/{text.pk}/reading/"
        self.tell("tests.flows.reading", "use_date", reading=address)
        item = Commitment.objects.get()
        self.assertEqual((item.title, str(item.due_on)), ("Help with the summit", "2027-05-31"))

    def test_the_page_works_without_script_and_reads_well_at_every_width(self) -> None:
        text = make.statement(self.cast, self.meeting, title="Readout", text=READOUT)
        reading.read_text(text, by=self.cast.officer, now=timezone.now())
        base = f"/admin/commitments/statement/{text.pk}/reading/"
        first = text.passages.order_by("start").first()
        assert first is not None
        paths = [base, f"{base}?at={first.pk}", f"{base}?finish=1", self.address.replace("change", "text")]
        self.tell("tests.pages.browser", "look", paths=paths, views=VIEWS)
        self.tell("tests.flows.reading", "without_script", reading=base)
