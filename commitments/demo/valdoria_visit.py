"""Part two of the demonstration: an invented visit from Valdoria three months ago, with three texts on it."""

from commitments.demo.columns import (
    INVENTED,
    JOINT,
    OURS,
    THEIRS,
    Debt,
    DemoPaper,
    Hook,
    Occasion,
    OutcomeWording,
    Point,
    RaisedItem,
    Seat,
    accept_side,
    file_evidence,
    grant_request,
    propose_draft,
    report_completion,
    report_health,
    request_ending,
    request_extension,
    sent_back,
    start_work,
)
from commitments.demo.valdoria_talks import CONTACTS, COUNTER
from commitments.enums import (
    ApprovalKind,
    EvidenceKind,
    Health,
    MoveReason,
    OutcomeKind,
    Side,
    StatementKind,
    Strength,
)
from commitments.language.phrases import parse_deadline
from commitments.language.phrases.specification import DeadlineSpec, build_after

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

OCCASIONS = (VISIT,)
