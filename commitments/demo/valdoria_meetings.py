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
    paper=DemoPaper(StatementKind.OUR_READOUT, "Our account of the 5th Policy Consultations", number="EC 44"),
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
            "Valdoria will consider visa forms in Korean.",
            side=THEIRS,
            strength=Strength.WILL_CONSIDER,
            debt=Debt(
                "Consider visa forms in Korean",
                THEIRS,
                theirs="relations",
                due=not_stated(),
                review=5,
                life=(propose_draft(-197),),
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
                life=(
                    propose_draft(-197),
                    decline_item(-182, "digital", "No engineer can be spared this year."),
                ),
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
                    propose_draft(-197),
                    accept_side(-188, text="Letter SL 15"),
                    accept_side(-175, text="Letter of External Relations, no. 203", side=Side.THEIRS),
                    start_work(-150),
                    request_suspension(-41, 70, "The only reader of Valdorian is away until spring."),
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
            "Valdoria asked for training places for young pilots.",
            OutcomeKind.REQUEST,
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
                    propose_draft(-174),
                    accept_side(-170, text="Letter SL 17"),
                    start_work(-150),
                    report_health(-90, Health.AT_RISK, "The course was put back by a month."),
                    report_completion(-56, text="Letter SL 30"),
                    file_evidence(-56, EvidenceKind.REPORT, "SL 30", "List of those admitted"),
                    confirm_completion(-50),
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
                    propose_draft(-198),
                    accept_side(-189, "focal"),
                    start_work(-150, "focal"),
                    request_extension(
                        -68,
                        parse_deadline("before the 6th Policy Consultations"),
                        MoveReason.PROCEDURE,
                        "The board of licences sits only once a season.",
                        "Letter ME 58",
                        "focal",
                        Hook("consultations", 6),
                    ),
                    grant_request(-65, "Agreed, and not later."),
                    report_health(-12, Health.ON_TRACK, "The board has approved the paper.", "focal"),
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
                    propose_draft(-197),
                    accept_side(-187, text="Note verbale XV-95", side=Side.THEIRS),
                    request_ending(
                        -82, ApprovalKind.SUPERSEDE, "Whole lists take its place.", other=CONTACTS
                    ),
                    grant_request(-81),
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
                    propose_draft(-197),
                    request_ending(
                        -44,
                        ApprovalKind.DISCONTINUE,
                        "Both calendars are public by now.",
                        "Head of desk, EC 85",
                    ),
                    grant_request(-43),
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
    purpose="First visit of the minister: online fraud, training, harbours.",
    note=INVENTED,
    paper=DemoPaper(StatementKind.JOINT_STATEMENT, "Joint statement on the visit", carries_text=True),
    other_papers=(
        DemoPaper(OUR_ACCOUNT, "Our account of the visit", number="EC 71", carries_text=True),
        DemoPaper(THEIR_ACCOUNT, "Port Serin on the visit of its minister", carries_text=True),
    ),
    seats=(
        Seat(Side.OURS, "vice_head", is_head=True),
        Seat(Side.OURS, "jeon"),
        Seat(Side.THEIRS, "minister", is_head=True),
        Seat(Side.THEIRS, "venn"),
    ),
    raised=(
        RaisedItem(
            "Guide to careful computing in Valdorian",
            "Both sides want the new chapters in it; the day follows by mail.",
        ),
        RaisedItem(
            "Publish the table of harbour dues", "The guests will ask for the signature.", Health.AT_RISK
        ),
        RaisedItem("Exchange weather buoy readings", "Both sides thanked each other.", Health.ON_TRACK),
        RaisedItem(COUNTER, "Asked again; the guests look for rooms."),
    ),
    points=(
        Point(
            "The host side will open its online course for harbour clerks to Valdoria by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            place="paragraph 4",
            wordings=(
                OutcomeWording(
                    OUR_ACCOUNT,
                    "The host side will open its online course for harbour clerks to Valdoria by {due}.",
                ),
                OutcomeWording(
                    THEIR_ACCOUNT,
                    "The host side will open its online course for harbour clerks and pilots to Valdoria "
                    "by {due}.",
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
                    report_health(-7, Health.AT_RISK, "The subtitles are not finished."),
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
                        -5, Health.OFF_TRACK, "The post was cut from the budget.", "embassy", Side.THEIRS
                    ),
                ),
            ),
        ),
        Point(
            "The host side will send a draft programme of work for rescue at sea by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            place="paragraph 6",
            debt=Debt(
                "Draft programme of work for rescue at sea",
                OURS,
                "harbours",
                due=2,
                life=(
                    propose_draft(-92),
                    accept_side(-88, "focal"),
                    start_work(-65, "focal"),
                    report_health(-17, Health.ON_TRACK, "The draft goes round the harbours.", "focal"),
                    file_evidence(
                        -5,
                        EvidenceKind.REPORT,
                        "ME 77",
                        "Draft programme of work",
                        "focal",
                        "ME-77-programme-of-work.pdf",
                    ),
                    report_completion(-5, "focal"),
                ),
            ),
        ),
        Point(
            "Both sides will exchange lists of contact points against online fraud within 45 working days.",
            strength=Strength.AGREED,
            place="paragraph 7",
            wordings=(
                OutcomeWording(
                    OUR_ACCOUNT,
                    "Both sides will exchange lists of contact points against online fraud within 45 working "
                    "days.",
                    "page 2",
                ),
                OutcomeWording(
                    THEIR_ACCOUNT,
                    "Both sides will endeavour to exchange lists of contact points against online fraud.",
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
                        -10, Health.AT_RISK, "Our list is sent; theirs is awaited.", "embassy", Side.THEIRS
                    ),
                ),
            ),
        ),
        Point(
            "The host side will mend the signal at the pilots' jetty by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            place="paragraph 8",
            debt=Debt(
                "Mend the signal at the pilots' jetty",
                OURS,
                "harbours",
                due=-6,
                life=(
                    propose_draft(-92),
                    accept_side(-87, "focal"),
                    start_work(-70, "focal"),
                    file_evidence(-20, EvidenceKind.REPORT, "ME 71", "Report of the repair", "focal"),
                    report_completion(-19, "focal"),
                    sent_back(-14, "validator", "The report speaks of the lamp; the horn is still silent."),
                    report_health(-4, Health.AT_RISK, "A new horn is ordered.", "focal"),
                    request_extension(
                        -3,
                        24,
                        MoveReason.CAPACITY,
                        "The new horn comes by ship and is on its way.",
                        "Letter ME 79",
                        "focal",
                    ),
                ),
            ),
        ),
        Point(
            "The visiting side will send samples of forged papers as soon as possible.",
            side=THEIRS,
            strength=Strength.WILL_ENDEAVOUR,
            place="paragraph 9",
            debt=Debt(
                "Send samples of forged papers",
                THEIRS,
                theirs="constabulary",
                due=DeadlineSpec("open", "as soon as possible", review_days=30),
                review=3,
                life=(propose_draft(-92),),
            ),
        ),
        Point(
            "The host side will circulate its notes on new tricks before the 3rd session of the Joint "
            "Commission.",
            side=OURS,
            strength=Strength.AGREED,
            place="paragraph 10",
            debt=Debt(
                "Circulate the notes on new tricks",
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
            "Both sides will show each other's ship models in due course.",
            strength=Strength.WILL_ENDEAVOUR,
            place="paragraph 11",
            debt=Debt(
                "Show ship models in both capitals",
                JOINT,
                "contacts",
                "relations",
                due=parse_deadline("in due course"),
                life=(
                    propose_draft(-92),
                    accept_side(-91),
                    request_ending(
                        -37, ApprovalKind.WITHDRAW, "Neither side has a free hall.", "Note verbale XV-126"
                    ),
                    grant_request(-36, "Agreed with Port Serin."),
                ),
            ),
        ),
        Point("Both ministers see online fraud as a matter for both countries.", OutcomeKind.UNDERSTANDING),
        Point("The fishing season was talked about.", OutcomeKind.TOPIC, side=None),
    ),
)

VALDORIA_VISIT_OCCASIONS = (VISIT,)
