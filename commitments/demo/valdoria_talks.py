"""Part two of the demonstration: invented policy talks with Valdoria half a year ago."""

from commitments.demo.columns import (
    INVENTED,
    JOINT,
    OURS,
    THEIRS,
    Debt,
    DemoPaper,
    Hook,
    Occasion,
    Point,
    Reply,
    Seat,
    accept_side,
    confirm_completion,
    decline_item,
    file_evidence,
    grant_request,
    propose_draft,
    report_completion,
    report_health,
    request_ending,
    request_extension,
    request_suspension,
    start_work,
)
from commitments.enums import (
    Answer,
    ApprovalKind,
    EvidenceKind,
    Health,
    MeetingForm,
    MoveReason,
    OutcomeKind,
    Side,
    StatementKind,
    Strength,
)
from commitments.language.phrases import parse_deadline
from commitments.language.phrases.specification import not_stated

# Spoken of again at later meetings.
CONTACTS = "Exchange lists of contact points"
COUNTER = "Our side asked Valdoria to open a second visa counter in Seoul."

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
    purpose="Half-yearly consultations at director-general level.",
    note=INVENTED,
    paper=DemoPaper(StatementKind.OUR_READOUT, "Our readout of the 5th Policy Consultations", number="EC 44"),
    seats=(Seat(Side.OURS, "eastern", is_head=True), Seat(Side.THEIRS, "marsk", is_head=True)),
    points=(
        Point(
            "Our side will invite officials from Port Serin for a study visit by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            debt=Debt(
                "Invite officials for a study visit",
                OURS,
                "learning",
                due=-110,
                life=(
                    propose_draft(-198),
                    accept_side(-190, text="Letter SL 14"),
                    start_work(-160),
                    report_completion(-120, text="Letter SL 21"),
                    file_evidence(-120, EvidenceKind.LETTER, "SL 21", "Invitation and programme"),
                    confirm_completion(-114),
                ),
            ),
        ),
        Point(
            "Valdoria will consider providing visa application forms in Korean.",
            side=THEIRS,
            strength=Strength.WILL_CONSIDER,
            debt=Debt(
                "Consider visa application forms in Korean",
                THEIRS,
                theirs="relations",
                due=not_stated(),
                review=5,
                life=(propose_draft(-197),),
            ),
        ),
        Point(
            ("Our side will consider seconding a digital forensics expert to the Valdorian Constabulary."),
            side=OURS,
            strength=Strength.WILL_CONSIDER,
            debt=Debt(
                "Second an expert to the Constabulary",
                OURS,
                "digital",
                due=not_stated(),
                review=6,
                life=(
                    propose_draft(-197),
                    decline_item(-182, "digital", "No expert is available for secondment this year."),
                ),
            ),
        ),
        Point(
            "Both sides will draw up a trilingual glossary of port terms.",
            strength=Strength.AGREED,
            debt=Debt(
                "Trilingual glossary of port terms",
                JOINT,
                "learning",
                "relations",
                due=not_stated(),
                review=25,
                life=(
                    propose_draft(-197),
                    accept_side(-188, text="Letter SL 15"),
                    accept_side(
                        -175, text="Letter of the Ministry of External Relations, no. 203", side=Side.THEIRS
                    ),
                    start_work(-150),
                    request_suspension(-41, 70, ("The only translator for Valdorian is on extended leave.")),
                    grant_request(-40),
                ),
            ),
        ),
        Point(
            COUNTER,
            OutcomeKind.REQUEST,
            OURS,
            Strength.REQUESTED,
            review=9,
        ),
        Point(
            "Valdoria asked our side to offer training places for trainee pilots.",
            OutcomeKind.REQUEST,
            THEIRS,
            Strength.REQUESTED,
            reply=Reply(
                -176,
                Answer.AGREED,
                "Ten places will be reserved on the next course.",
                "Letter SL 17",
                Strength.AGREED,
            ),
            debt=Debt(
                "Ten training places for trainee pilots",
                OURS,
                "learning",
                due=-75,
                drafted=-175,
                life=(
                    propose_draft(-174),
                    accept_side(-170, text="Letter SL 17"),
                    start_work(-150),
                    report_health(-90, Health.AT_RISK, "The course was postponed by one month."),
                    report_completion(-56, text="Letter SL 30"),
                    file_evidence(-56, EvidenceKind.REPORT, "SL 30", "List of admitted trainees"),
                    confirm_completion(-50),
                ),
            ),
        ),
        Point(
            "Our side will provide its paper on the recognition of pilots' licences by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            debt=Debt(
                "Paper on pilots' licences",
                OURS,
                "harbours",
                due=-60,
                life=(
                    propose_draft(-198),
                    accept_side(-189, "focal"),
                    start_work(-150, "focal"),
                    request_extension(
                        -68,
                        parse_deadline("before the 6th Policy Consultations"),
                        MoveReason.PROCEDURE,
                        "The licensing board meets only once a quarter.",
                        "Letter ME 58",
                        "focal",
                        Hook("consultations", 6),
                    ),
                    grant_request(-65, "Approved. No further extension can be granted."),
                    report_health(
                        -12, Health.ON_TRACK, ("The licensing board has approved the paper."), "focal"
                    ),
                ),
            ),
        ),
        Point(
            "Valdoria will designate a contact point on online fraud by {due}.",
            side=THEIRS,
            strength=Strength.AGREED,
            debt=Debt(
                "Designate a contact point on online fraud",
                THEIRS,
                theirs="constabulary",
                due=-70,
                life=(
                    propose_draft(-197),
                    accept_side(-187, text="Note verbale XV-95", side=Side.THEIRS),
                    request_ending(
                        -82,
                        ApprovalKind.SUPERSEDE,
                        ("Superseded by the exchange of full lists of contact points."),
                        other=CONTACTS,
                    ),
                    grant_request(-81),
                ),
            ),
        ),
        Point(
            "Valdoria will consider a shared calendar of port closures and events.",
            side=THEIRS,
            strength=Strength.WILL_CONSIDER,
            debt=Debt(
                "Consider a shared port calendar",
                THEIRS,
                theirs="relations",
                due=not_stated(),
                life=(
                    propose_draft(-197),
                    request_ending(
                        -44,
                        ApprovalKind.DISCONTINUE,
                        "Both sides now publish their port calendars.",
                        "Head of desk, EC 85",
                    ),
                    grant_request(-43),
                ),
            ),
        ),
        Point(
            "Valdoria offered the use of its hydrographic survey vessel for one week.",
            OutcomeKind.OFFER,
            THEIRS,
            Strength.NOT_STATED,
            reply=Reply(-172, Answer.REFUSED, "No hydrographic survey is planned this year.", "Letter ME 40"),
        ),
    ),
)

OCCASIONS = (CONSULTATIONS,)
