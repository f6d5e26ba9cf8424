"""Part two of the demonstration, three months ago: a visit, told in three texts."""

from commitments.demo.tables import Debt, Hook, Occasion, Paper, Point, Raised, Seat, Wording
from commitments.demo.valdoria_talks import CONTACTS, COUNTER
from commitments.demo.verbs import (
    accepted,
    asked,
    asked_for_date,
    granted,
    proposed,
    proved,
    reported,
    said,
    sent_back,
    started,
)
from commitments.phrases import DeadlineSpec, after, parse
from commitments.vocabulary import (
    EvidenceKind,
    Health,
    Matter,
    MoveReason,
    OutcomeKind,
    OwedBy,
    Side,
    StatementKind,
    Strength,
)

OURS, THEIRS, JOINT = OwedBy.OURS, OwedBy.THEIRS, OwedBy.JOINT
INVENTED = "Invented for the demonstration."
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
    paper=Paper(StatementKind.JOINT_STATEMENT, "Joint statement on the visit", carries_text=True),
    other_papers=(
        Paper(OUR_ACCOUNT, "Our account of the visit", number="EC 71", carries_text=True),
        Paper(THEIR_ACCOUNT, "Port Serin on the visit of its minister", carries_text=True),
    ),
    seats=(
        Seat(Side.OURS, "vice_head", is_head=True),
        Seat(Side.OURS, "jeon"),
        Seat(Side.THEIRS, "minister", is_head=True),
        Seat(Side.THEIRS, "venn"),
    ),
    raised=(
        Raised(
            "Guide to careful computing in Valdorian",
            "Both sides want the new chapters in it; the day follows by mail.",
        ),
        Raised("Publish the table of harbour dues", "The guests will ask for the signature.", Health.AT_RISK),
        Raised("Exchange weather buoy readings", "Both sides thanked each other.", Health.ON_TRACK),
        Raised(COUNTER, "Asked again; the guests look for rooms."),
    ),
    points=(
        Point(
            "The host side will open its online course for harbour clerks to Valdoria by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            place="paragraph 4",
            wordings=(
                Wording(
                    OUR_ACCOUNT,
                    "The host side will open its online course for harbour clerks to Valdoria by {due}.",
                ),
                Wording(
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
                    proposed(-92),
                    accepted(-85, text="Letter SL 33"),
                    started(-70),
                    said(-7, Health.AT_RISK, "The subtitles are not finished."),
                ),
            ),
        ),
        Point(
            "The visiting side will appoint a liaison officer for online fraud by {due}.",
            side=THEIRS,
            strength=Strength.AGREED,
            place="paragraph 5",
            wordings=(
                Wording(
                    OUR_ACCOUNT,
                    "The visiting side will appoint a liaison officer for online fraud by {due}.",
                    "page 2",
                ),
                Wording(THEIR_ACCOUNT),
            ),
            debt=Debt(
                "Appoint a liaison officer for online fraud",
                THEIRS,
                theirs="constabulary",
                due=15,
                life=(
                    proposed(-92),
                    started(-60),
                    said(-5, Health.OFF_TRACK, "The post was cut from the budget.", "embassy", Side.THEIRS),
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
                    proposed(-92),
                    accepted(-88, "focal"),
                    started(-65, "focal"),
                    said(-17, Health.ON_TRACK, "The draft goes round the harbours.", "focal"),
                    proved(
                        -5,
                        EvidenceKind.REPORT,
                        "ME 77",
                        "Draft programme of work",
                        "focal",
                        "ME-77-programme-of-work.pdf",
                    ),
                    reported(-5, "focal"),
                ),
            ),
        ),
        Point(
            "Both sides will exchange lists of contact points against online fraud within 45 working days.",
            strength=Strength.AGREED,
            place="paragraph 7",
            wordings=(
                Wording(
                    OUR_ACCOUNT,
                    "Both sides will exchange lists of contact points against online fraud within 45 working "
                    "days.",
                    "page 2",
                ),
                Wording(
                    THEIR_ACCOUNT,
                    "Both sides will endeavour to exchange lists of contact points against online fraud.",
                ),
            ),
            debt=Debt(
                CONTACTS,
                JOINT,
                "digital",
                "constabulary",
                due=after(45, "working_days", "within 45 working days"),
                life=(
                    proposed(-92),
                    accepted(-86, "digital"),
                    started(-64, "digital"),
                    reported(-44, "digital", "Letter CC 18"),
                    said(-10, Health.AT_RISK, "Our list is sent; theirs is awaited.", "embassy", Side.THEIRS),
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
                    proposed(-92),
                    accepted(-87, "focal"),
                    started(-70, "focal"),
                    proved(-20, EvidenceKind.REPORT, "ME 71", "Report of the repair", "focal"),
                    reported(-19, "focal"),
                    sent_back(-14, "validator", "The report speaks of the lamp; the horn is still silent."),
                    said(-4, Health.AT_RISK, "A new horn is ordered.", "focal"),
                    asked_for_date(
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
                life=(proposed(-92),),
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
                due=parse("before the 3rd session of the Joint Commission"),
                hook=Hook("commission", 3),
                life=(
                    proposed(-92),
                    accepted(-85, "digital"),
                    started(-50, "digital"),
                    said(-9, Health.ON_TRACK, "No change since the first draft.", "digital"),
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
                due=parse("in due course"),
                life=(
                    proposed(-92),
                    accepted(-91),
                    asked(-37, Matter.WITHDRAW, "Neither side has a free hall.", "Note verbale XV-126"),
                    granted(-36, "Agreed with Port Serin."),
                ),
            ),
        ),
        Point("Both ministers see online fraud as a matter for both countries.", OutcomeKind.UNDERSTANDING),
        Point("The fishing season was talked about.", OutcomeKind.TOPIC, side=None),
    ),
)

OCCASIONS = (VISIT,)
