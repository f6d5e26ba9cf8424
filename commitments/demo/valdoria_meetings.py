"""Part two of the demonstration: invented policy talks with Valdoria half a year ago, and a visit three
months ago.

The visit is reported in three texts.
"""

from commitments.demo.columns import (
    Debt,
    DemoPaper,
    Hook,
    Occasion,
    OutcomeWording,
    Point,
    RaisedItem,
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
    sent_back,
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
    OwedBy,
    Side,
    StatementKind,
    Strength,
)
from commitments.language.phrases import parse_deadline
from commitments.language.phrases.specification import DeadlineSpec, build_after, not_stated

OURS, THEIRS, JOINT = OwedBy.OURS, OwedBy.THEIRS, OwedBy.JOINT
INVENTED = "Invented for the demonstration."
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

VALDORIA_TALKS_OCCASIONS = (CONSULTATIONS,)


OUR_ACCOUNT, THEIR_ACCOUNT = StatementKind.OUR_READOUT, StatementKind.THEIR_READOUT

VISIT = Occasion(
    "XV",
    "Visit of the Minister of External Relations of Valdoria",
    -95,
    -94,
    planned=-112,
    place="Seoul",
    hours=(14, 17),
    time_zone="Asia/Seoul",
    closed=-84,
    purpose="First visit by the minister: online fraud, training and ports.",
    note=INVENTED,
    paper=DemoPaper(StatementKind.JOINT_STATEMENT, "Joint statement on the visit", carries_text=True),
    other_papers=(
        DemoPaper(OUR_ACCOUNT, "Our readout of the visit", number="EC 71", carries_text=True),
        DemoPaper(THEIR_ACCOUNT, "Valdorian readout of the visit", carries_text=True),
    ),
    seats=(
        Seat(Side.OURS, "vice_head", is_head=True),
        Seat(Side.OURS, "jeon"),
        Seat(Side.THEIRS, "minister", is_head=True),
        Seat(Side.THEIRS, "venn"),
    ),
    raised=(
        RaisedItem(
            "Cybersecurity guide in Valdorian",
            "Both sides wish to include the new chapters. The date will follow by email.",
        ),
        RaisedItem(
            "Publish the tariff of port dues",
            ("The visiting side will seek the required signature."),
            Health.AT_RISK,
        ),
        RaisedItem(
            "Exchange weather buoy data",
            ("Both sides expressed appreciation for the exchange."),
            Health.ON_TRACK,
        ),
        RaisedItem(COUNTER, "Raised again; the visiting side is looking for premises."),
    ),
    points=(
        Point(
            "The host side will open its online course for port officials to Valdoria by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            place="paragraph 4",
            wordings=(
                OutcomeWording(
                    OUR_ACCOUNT,
                    ("The host side will open its online course for port officials to Valdoria by {due}."),
                ),
                OutcomeWording(
                    THEIR_ACCOUNT,
                    (
                        "The host side will open its online course for port officials and pilots to "
                        "Valdoria by {due}."
                    ),
                ),
            ),
            debt=Debt(
                "Open the online course to Valdoria",
                OURS,
                "learning",
                due=7,
                life=(
                    propose_draft(-92),
                    accept_side(-85, text="Letter SL 33"),
                    start_work(-70),
                    report_health(-7, Health.AT_RISK, "The subtitles are not yet complete."),
                ),
            ),
        ),
        Point(
            "The visiting side will appoint a liaison officer for online fraud by {due}.",
            side=THEIRS,
            strength=Strength.AGREED,
            place="paragraph 5",
            wordings=(
                OutcomeWording(
                    OUR_ACCOUNT,
                    "The visiting side will appoint a liaison officer for online fraud by {due}.",
                    "page 2",
                ),
                OutcomeWording(THEIR_ACCOUNT),
            ),
            debt=Debt(
                "Appoint a liaison officer for online fraud",
                THEIRS,
                theirs="constabulary",
                due=15,
                life=(
                    propose_draft(-92),
                    start_work(-60),
                    report_health(
                        -5, Health.OFF_TRACK, "The post was removed from the budget.", "embassy", Side.THEIRS
                    ),
                ),
            ),
        ),
        Point(
            "The host side will submit a draft work programme on maritime rescue by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            place="paragraph 6",
            debt=Debt(
                "Draft work programme on maritime rescue",
                OURS,
                "harbours",
                due=2,
                life=(
                    propose_draft(-92),
                    accept_side(-88, "focal"),
                    start_work(-65, "focal"),
                    report_health(
                        -17,
                        Health.ON_TRACK,
                        ("The draft is being circulated to the ports for comment."),
                        "focal",
                    ),
                    file_evidence(
                        -5,
                        EvidenceKind.REPORT,
                        "ME 77",
                        "Draft work programme",
                        "focal",
                        "ME-77-programme-of-work.pdf",
                    ),
                    report_completion(-5, "focal"),
                ),
            ),
        ),
        Point(
            ("Both sides will exchange lists of contact points on online fraud within 45 working days."),
            strength=Strength.AGREED,
            place="paragraph 7",
            wordings=(
                OutcomeWording(
                    OUR_ACCOUNT,
                    (
                        "Both sides will exchange lists of contact points on online fraud within 45 "
                        "working days."
                    ),
                    "page 2",
                ),
                OutcomeWording(
                    THEIR_ACCOUNT,
                    "Both sides will endeavour to exchange lists of contact points on online fraud.",
                ),
            ),
            debt=Debt(
                CONTACTS,
                JOINT,
                "digital",
                "constabulary",
                due=build_after(45, "working_days", "within 45 working days"),
                life=(
                    propose_draft(-92),
                    accept_side(-86, "digital"),
                    start_work(-64, "digital"),
                    report_completion(-44, "digital", "Letter CC 18"),
                    report_health(
                        -10,
                        Health.AT_RISK,
                        "Our list has been sent. Theirs is awaited.",
                        "embassy",
                        Side.THEIRS,
                    ),
                ),
            ),
        ),
        Point(
            "The host side will provide its list of contact points for maritime rescue by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            place="paragraph 8",
            debt=Debt(
                "Provide maritime rescue contact points",
                OURS,
                "harbours",
                due=-6,
                life=(
                    propose_draft(-92),
                    accept_side(-87, "focal"),
                    start_work(-70, "focal"),
                    file_evidence(
                        -20, EvidenceKind.REPORT, "ME 71", "List of rescue contact points", "focal"
                    ),
                    report_completion(-19, "focal"),
                    sent_back(
                        -14,
                        "validator",
                        ("The list covers the rescue centres. The duty numbers of two ports are missing."),
                    ),
                    report_health(
                        -4, Health.AT_RISK, ("Two ports have yet to confirm their duty numbers."), "focal"
                    ),
                    request_extension(
                        -3,
                        24,
                        MoveReason.CAPACITY,
                        "The two ports are still recruiting night duty officers.",
                        "Letter ME 79",
                        "focal",
                    ),
                ),
            ),
        ),
        Point(
            ("The visiting side will provide specimens of forged travel documents as soon as possible."),
            side=THEIRS,
            strength=Strength.WILL_ENDEAVOUR,
            place="paragraph 9",
            debt=Debt(
                "Provide specimens of forged documents",
                THEIRS,
                theirs="constabulary",
                due=DeadlineSpec("open", "as soon as possible", review_days=30),
                review=3,
                life=(propose_draft(-92),),
            ),
        ),
        Point(
            (
                "The host side will circulate its advisories on new fraud methods before the 3rd "
                "session of the Joint Commission."
            ),
            side=OURS,
            strength=Strength.AGREED,
            place="paragraph 10",
            debt=Debt(
                "Circulate advisories on new fraud methods",
                OURS,
                "digital",
                due=parse_deadline("before the 3rd session of the Joint Commission"),
                hook=Hook("commission", 3),
                life=(
                    propose_draft(-92),
                    accept_side(-85, "digital"),
                    start_work(-50, "digital"),
                    report_health(-9, Health.ON_TRACK, "No change since the first draft.", "digital"),
                ),
            ),
        ),
        Point(
            "Both sides will hold maritime heritage exhibitions in due course.",
            strength=Strength.WILL_ENDEAVOUR,
            place="paragraph 11",
            debt=Debt(
                "Hold maritime exhibitions in both capitals",
                JOINT,
                "contacts",
                "relations",
                due=parse_deadline("in due course"),
                life=(
                    propose_draft(-92),
                    accept_side(-91),
                    request_ending(
                        -37,
                        ApprovalKind.WITHDRAW,
                        "Neither side has a venue available.",
                        "Note verbale XV-126",
                    ),
                    grant_request(-36, "Agreed with Port Serin."),
                ),
            ),
        ),
        Point("Both ministers recognised online fraud as a shared concern.", OutcomeKind.UNDERSTANDING),
        Point("Fisheries cooperation was discussed.", OutcomeKind.TOPIC, side=None),
    ),
)

VALDORIA_VISIT_OCCASIONS = (VISIT,)
