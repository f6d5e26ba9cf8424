"""Part two of the demonstration, half a year ago: an invented round of policy talks with Valdoria."""

from commitments.demo.tables import Debt, Hook, Occasion, Paper, Point, Reply, Seat
from commitments.demo.verbs import (
    accepted,
    asked,
    asked_for_date,
    asked_for_rest,
    declined,
    fulfilled,
    granted,
    proposed,
    proved,
    reported,
    said,
    started,
)
from commitments.phrases import not_stated, parse
from commitments.vocabulary import (
    Answer,
    EvidenceKind,
    Health,
    Matter,
    MeetingForm,
    MoveReason,
    OutcomeKind,
    OwedBy,
    Side,
    StatementKind,
    Strength,
)

OURS, THEIRS, JOINT = OwedBy.OURS, OwedBy.THEIRS, OwedBy.JOINT
INVENTED = "Invented for the demonstration."
# Spoken of again at later meetings.
CONTACTS = "Exchange lists of contact points"
COUNTER = "Our side asked for a second visa counter in Seoul."

CONSULTATIONS = Occasion(
    "XV",
    "5th Policy Consultations",
    -200,
    -199,
    form=MeetingForm.SESSION,
    place="Seoul",
    hours=(9, 12),
    time_zone="Asia/Seoul",
    body="consultations",
    session=5,
    closed=-168,
    purpose="Half-yearly talks of the directors.",
    note=INVENTED,
    paper=Paper(StatementKind.OUR_READOUT, "Our account of the 5th Policy Consultations", number="EC 44"),
    seats=(Seat(Side.OURS, "eastern", is_head=True), Seat(Side.THEIRS, "marsk", is_head=True)),
    points=(
        Point(
            "Our side will invite a study group from Port Serin by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            debt=Debt(
                "Invite a study group",
                OURS,
                "learning",
                due=-110,
                life=(
                    proposed(-198),
                    accepted(-190, text="Letter SL 14"),
                    started(-160),
                    reported(-120, text="Letter SL 21"),
                    proved(-120, EvidenceKind.LETTER, "SL 21", "Invitation and programme"),
                    fulfilled(-114),
                ),
            ),
        ),
        Point(
            "Valdoria will consider visa forms in Korean.",
            side=THEIRS,
            strength=Strength.WILL_CONSIDER,
            debt=Debt(
                "Consider visa forms in Korean",
                THEIRS,
                theirs="relations",
                due=not_stated(),
                review=5,
                life=(proposed(-197),),
            ),
        ),
        Point(
            "Our side will consider lending an engineer to the Constabulary.",
            side=OURS,
            strength=Strength.WILL_CONSIDER,
            debt=Debt(
                "Lend an engineer to the Constabulary",
                OURS,
                "digital",
                due=not_stated(),
                review=6,
                life=(proposed(-197), declined(-182, "digital", "No engineer can be spared this year.")),
            ),
        ),
        Point(
            "Both sides will draw up a list of harbour words in three languages.",
            strength=Strength.AGREED,
            debt=Debt(
                "List of harbour words in three languages",
                JOINT,
                "learning",
                "relations",
                due=not_stated(),
                review=25,
                life=(
                    proposed(-197),
                    accepted(-188, text="Letter SL 15"),
                    accepted(-175, text="Letter of External Relations, no. 203", side=Side.THEIRS),
                    started(-150),
                    asked_for_rest(-41, 70, "The only reader of Valdorian is away until spring."),
                    granted(-40),
                ),
            ),
        ),
        Point(
            COUNTER,
            OutcomeKind.ASK,
            OURS,
            Strength.REQUESTED,
            review=9,
        ),
        Point(
            "Valdoria asked for training places for young pilots.",
            OutcomeKind.ASK,
            THEIRS,
            Strength.REQUESTED,
            reply=Reply(
                -176,
                Answer.AGREED,
                "Ten places will be kept free in the next course.",
                "Letter SL 17",
                Strength.AGREED,
            ),
            debt=Debt(
                "Ten training places for young pilots",
                OURS,
                "learning",
                due=-75,
                drafted=-175,
                life=(
                    proposed(-174),
                    accepted(-170, text="Letter SL 17"),
                    started(-150),
                    said(-90, Health.AT_RISK, "The course was put back by a month."),
                    reported(-56, text="Letter SL 30"),
                    proved(-56, EvidenceKind.REPORT, "SL 30", "List of those admitted"),
                    fulfilled(-50),
                ),
            ),
        ),
        Point(
            "Our side will send its paper on pilots' licences by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            debt=Debt(
                "Paper on pilots' licences",
                OURS,
                "harbours",
                due=-60,
                life=(
                    proposed(-198),
                    accepted(-189, "focal"),
                    started(-150, "focal"),
                    asked_for_date(
                        -68,
                        parse("before the 6th Policy Consultations"),
                        MoveReason.PROCEDURE,
                        "The board of licences sits only once a season.",
                        "Letter ME 58",
                        "focal",
                        Hook("consultations", 6),
                    ),
                    granted(-65, "Agreed, and not later."),
                    said(-12, Health.ON_TRACK, "The board has approved the paper.", "focal"),
                ),
            ),
        ),
        Point(
            "Valdoria will name one contact person for online fraud by {due}.",
            side=THEIRS,
            strength=Strength.AGREED,
            debt=Debt(
                "Name one contact person for online fraud",
                THEIRS,
                theirs="constabulary",
                due=-70,
                life=(
                    proposed(-197),
                    accepted(-187, text="Note verbale XV-95", side=Side.THEIRS),
                    asked(-82, Matter.SUPERSEDE, "Whole lists take its place.", other=CONTACTS),
                    granted(-81),
                ),
            ),
        ),
        Point(
            "Valdoria will consider a shared calendar of regattas.",
            side=THEIRS,
            strength=Strength.WILL_CONSIDER,
            debt=Debt(
                "Consider a shared calendar of regattas",
                THEIRS,
                theirs="relations",
                due=not_stated(),
                life=(
                    proposed(-197),
                    asked(-44, Matter.DROP, "Both calendars are public by now.", "Head of desk, EC 85"),
                    granted(-43),
                ),
            ),
        ),
        Point(
            "Valdoria offered its survey ship for a week.",
            OutcomeKind.OFFER,
            THEIRS,
            Strength.NOT_STATED,
            reply=Reply(-172, Answer.REFUSED, "No survey is planned this year.", "Letter ME 40"),
        ),
    ),
)

OCCASIONS = (CONSULTATIONS,)
