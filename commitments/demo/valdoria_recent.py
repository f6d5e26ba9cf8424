"""Part two of the demonstration, recent months: an exchange of notes and a visit, their records closed."""

from commitments.demo.tables import (
    Debt,
    Occasion,
    Paper,
    Point,
    Seat,
    accepted,
    proposed,
    proved,
    reported,
    said,
    sent_back,
    started,
)
from commitments.phrases import DeadlineSpec, after
from commitments.vocabulary import (
    EvidenceKind,
    Health,
    MeetingForm,
    OutcomeKind,
    OwedBy,
    Side,
    StatementKind,
    Strength,
)

OURS, THEIRS, JOINT = OwedBy.OURS, OwedBy.THEIRS, OwedBy.JOINT
INVENTED = "Invented for the demonstration."

NOTES = Occasion(
    "XV",
    "Exchange of notes on designated harbours",
    -150,
    -149,
    form=MeetingForm.EXCHANGE,
    closed=-140,
    purpose="Names the harbours in which ships of both sides are helped first.",
    note=INVENTED,
    paper=Paper(
        StatementKind.EXCHANGE_OF_NOTES,
        "Exchange of notes on designated harbours",
        number="XV-101 / EC-57",
        is_binding=True,
        carries_text=True,
    ),
    seats=(Seat(Side.OURS, "vice_head", is_head=True), Seat(Side.THEIRS, "minister", is_head=True)),
    points=(
        Point(
            "The Government that sends this note deposits the list of its designated harbours by {due}.",
            side=OURS,
            strength=Strength.BOUND,
            place="paragraph 1",
            debt=Debt(
                "Deposit our list of designated harbours",
                OURS,
                "harbours",
                due=4,
                life=(
                    proposed(-147),
                    accepted(-143, "focal"),
                    started(-90, "focal"),
                    said(-6, Health.ON_TRACK, "The list is ready and waits for its seal.", "focal"),
                ),
            ),
        ),
        Point(
            "The Government of Valdoria deposits its own list by {due}.",
            side=THEIRS,
            strength=Strength.BOUND,
            place="paragraph 2",
            debt=Debt(
                "Deposit their list of designated harbours",
                THEIRS,
                theirs="waters",
                due=10,
                life=(
                    proposed(-147),
                    started(-80),
                    said(-8, Health.ON_TRACK, "Promised for next week.", "embassy", Side.THEIRS),
                ),
            ),
        ),
        Point(
            "The Government of Valdoria waives harbour dues for rescue ships from {due} at the latest.",
            side=THEIRS,
            strength=Strength.BOUND,
            place="paragraph 3",
            debt=Debt(
                "Waive harbour dues for rescue ships",
                THEIRS,
                theirs="crafts",
                due=40,
                condition="subject to the consent of the Assembly of Valdoria",
                life=(
                    proposed(-147),
                    started(-60),
                    said(
                        -13,
                        Health.AT_RISK,
                        "The Assembly has not put it on its list.",
                        "embassy",
                        Side.THEIRS,
                    ),
                ),
            ),
        ),
    ),
)

VISIT = Occasion(
    "XV",
    "Visit of the Minister of External Relations of Valdoria",
    -95,
    -94,
    place="Seoul",
    hours=(14, 17),
    time_zone="Asia/Seoul",
    closed=-84,
    purpose="First visit of the minister: online fraud, training, harbours.",
    note=INVENTED,
    paper=Paper(StatementKind.JOINT_STATEMENT, "Joint statement on the visit", carries_text=True),
    seats=(
        Seat(Side.OURS, "vice_head", is_head=True),
        Seat(Side.OURS, "jeon"),
        Seat(Side.THEIRS, "minister", is_head=True),
        Seat(Side.THEIRS, "venn"),
    ),
    points=(
        Point(
            "The host side will open its online course for harbour clerks to Valdoria by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            place="paragraph 4",
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
                    proved(-5, EvidenceKind.REPORT, "ME 77", "Draft programme of work", "focal"),
                    reported(-5, "focal"),
                ),
            ),
        ),
        Point(
            "Both sides will exchange lists of contact points against online fraud within 45 working days.",
            strength=Strength.AGREED,
            place="paragraph 7",
            debt=Debt(
                "Exchange lists of contact points",
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
        Point("Both ministers see online fraud as a matter for both countries.", OutcomeKind.UNDERSTANDING),
        Point("The fishing season was talked about.", OutcomeKind.TOPIC),
    ),
)

OCCASIONS = (NOTES, VISIT)
