"""Part two of the demonstration: an invented session of the Joint Commission with Valdoria a year ago.

Five months ago, an exchange of notes whose record is closed.
"""

from commitments.demo.columns import (
    Debt,
    DemoPaper,
    Hook,
    Occasion,
    Point,
    Seat,
    accept_side,
    close_overtaken,
    conclude_item,
    confirm_completion,
    done_in_part,
    file_evidence,
    grant_request,
    move_deadline,
    open_next_occurrence,
    propose_draft,
    report_completion,
    report_health,
    request_ending,
    start_work,
)
from commitments.enums import (
    ApprovalKind,
    EvidenceKind,
    Health,
    MeetingForm,
    MoveReason,
    Nature,
    OutcomeKind,
    OwedBy,
    Side,
    StatementKind,
    Strength,
)
from commitments.language.phrases import parse_deadline
from commitments.language.phrases.specification import DeadlineSpec, not_stated

OURS, THEIRS, JOINT = OwedBy.OURS, OwedBy.THEIRS, OwedBy.JOINT
INVENTED = "Invented for the demonstration."

COMMISSION = Occasion(
    "XV",
    "2nd session of the Joint Commission",
    -330,
    -328,
    form=MeetingForm.SESSION,
    place="Harbour House, Port Serin",
    hours=(10, 16),
    body="commission",
    session=2,
    closed=-315,
    purpose="Yearly session: harbours, weather at sea, careful computing.",
    note=INVENTED,
    paper=DemoPaper(
        StatementKind.AGREED_MINUTES,
        "Agreed minutes of the 2nd session of the Joint Commission",
        number="JC/2",
        carries_text=True,
    ),
    seats=(
        Seat(Side.OURS, "vice_head", is_head=True),
        Seat(Side.OURS, "sim"),
        Seat(Side.OURS, "jeon"),
        Seat(Side.THEIRS, "marsk", is_head=True),
        Seat(Side.THEIRS, "halvet"),
    ),
    points=(
        Point(
            "The visiting side will send the pilots' handbook of its harbours by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            place="paragraph 1",
            debt=Debt(
                "Send the pilots' handbook",
                OURS,
                "harbours",
                due=-240,
                life=(
                    propose_draft(-325),
                    accept_side(-318, "focal"),
                    start_work(-310, "focal"),
                    report_health(-270, Health.ON_TRACK, "The handbook is with the printers.", "focal"),
                    file_evidence(-252, EvidenceKind.LETTER, "ME 31", "Handbook sent to Port Serin", "focal"),
                    report_completion(-252, "focal"),
                    confirm_completion(-246, "validator"),
                ),
            ),
        ),
        Point(
            "Valdoria will name a contact person for each of its harbours by {due}.",
            side=THEIRS,
            strength=Strength.AGREED,
            place="paragraph 2",
            debt=Debt(
                "Name contact persons at every harbour",
                THEIRS,
                theirs="waters",
                due=-260,
                life=(
                    propose_draft(-325),
                    start_work(-300),
                    report_health(
                        -230, Health.OFF_TRACK, "Two harbours are still missing.", "embassy", Side.THEIRS
                    ),
                    report_completion(-214, text="Note verbale XV-88", side=Side.THEIRS),
                    file_evidence(-213, EvidenceKind.NOTE_VERBALE, "XV-88", "List of contact persons"),
                    confirm_completion(-207),
                    request_ending(
                        -35, ApprovalKind.REOPEN, "Three of those named have left.", "Report of the embassy"
                    ),
                    grant_request(-34),
                    move_deadline(
                        -33, 20, MoveReason.AGREED, "Port Serin names others.", "Note verbale XV-131"
                    ),
                    report_health(-13, Health.ON_TRACK, "A new list is drawn up.", "embassy", Side.THEIRS),
                ),
            ),
        ),
        Point(
            "Both sides will keep exchanging the readings of their weather buoys.",
            strength=Strength.AGREED,
            place="paragraph 3",
            debt=Debt(
                "Exchange weather buoy readings",
                JOINT,
                "harbours",
                "waters",
                due=not_stated(),
                review=12,
                nature=Nature.ONGOING,
                life=(
                    propose_draft(-325),
                    accept_side(-317, "focal"),
                    start_work(-300, "focal"),
                    report_health(-20, Health.ON_TRACK, "Readings came every day this month.", "focal"),
                ),
            ),
        ),
        Point(
            "The visiting side will hand over its guide to careful computing in Valdorian by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            place="paragraph 4",
            debt=Debt(
                "Guide to careful computing in Valdorian",
                OURS,
                "digital",
                helps="learning",
                due=-150,
                meaning="The whole guide with its pictures, checked by a native speaker.",
                life=(
                    propose_draft(-325),
                    accept_side(-316, "digital"),
                    start_work(-290, "digital"),
                    move_deadline(
                        -158, -80, MoveReason.REQUESTED, "The translator fell ill.", "Letter CC 12"
                    ),
                    move_deadline(
                        -86,
                        -20,
                        MoveReason.AGREED,
                        "Both sides wanted the new chapters in it.",
                        "Mail of both desks",
                    ),
                    report_health(-11, Health.OFF_TRACK, "Three of nine chapters are translated.", "digital"),
                ),
            ),
        ),
        Point(
            "Valdoria will publish the table of its harbour dues by {due}.",
            side=THEIRS,
            strength=Strength.AGREED,
            place="paragraph 5",
            debt=Debt(
                "Publish the table of harbour dues",
                THEIRS,
                theirs="crafts",
                person="lorne",
                due=-45,
                life=(
                    propose_draft(-325),
                    start_work(-200),
                    report_health(
                        -9,
                        Health.AT_RISK,
                        "Asked again; the table waits for a signature.",
                        "embassy",
                        Side.THEIRS,
                    ),
                ),
            ),
        ),
        Point(
            "Valdoria will send a report on the traffic in its harbours once a year.",
            side=THEIRS,
            strength=Strength.AGREED,
            place="paragraph 6",
            debt=Debt(
                "Yearly report on harbour traffic",
                THEIRS,
                theirs="waters",
                due=DeadlineSpec("recurring", "once a year", every="P1Y"),
                life=(
                    propose_draft(-325),
                    start_work(-120),
                    report_health(
                        -22, Health.ON_TRACK, "The figures are being added up.", "embassy", Side.THEIRS
                    ),
                ),
            ),
        ),
        Point(
            "A shared line stays open for harbours during the regatta season.",
            strength=Strength.WILL_ENDEAVOUR,
            place="paragraph 7",
            debt=Debt(
                "Shared line during the regatta season",
                JOINT,
                "contacts",
                "relations",
                due=not_stated(),
                nature=Nature.ONGOING,
                life=(
                    propose_draft(-325),
                    accept_side(-317),
                    start_work(-300),
                    conclude_item(-60, "The regatta season is over; the line was used nine times."),
                ),
            ),
        ),
        Point(
            "The visiting side will lend six practice lamps to the pilots' school by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            place="paragraph 8",
            debt=Debt(
                "Lend six practice lamps",
                OURS,
                "harbours",
                due=-120,
                life=(
                    propose_draft(-325),
                    accept_side(-318, "focal"),
                    start_work(-300, "focal"),
                    file_evidence(-123, EvidenceKind.LETTER, "ME 47", "Four lamps handed over", "focal"),
                    report_completion(-122, "focal"),
                    done_in_part(
                        -115,
                        "validator",
                        "Four lamps arrived, two broke on the way.",
                        "Lend the two lamps that are missing",
                        26,
                    ),
                    report_health(-16, Health.ON_TRACK, "The lamp maker has them in hand.", "focal"),
                ),
            ),
        ),
        Point(
            "Both sides will keep watching for ice in the strait.",
            strength=Strength.AGREED,
            place="paragraph 9",
            debt=Debt(
                "Watch for ice in the strait",
                JOINT,
                "harbours",
                "waters",
                due=not_stated(),
                nature=Nature.ONGOING,
                life=(
                    propose_draft(-325),
                    accept_side(-317, "focal"),
                    start_work(-300, "focal"),
                    close_overtaken(-130, "The strait stays open all year now."),
                ),
            ),
        ),
        Point("Harbours deal with each other more easily than a year ago.", OutcomeKind.UNDERSTANDING),
    ),
)

VALDORIA_PAST_OCCASIONS = (COMMISSION,)


OUR_LIST = "Deposit our list of designated harbours"
BERTHS = "Report how many berths are kept free"

NOTES = Occasion(
    "XV",
    "Exchange of notes on designated harbours",
    -150,
    -149,
    form=MeetingForm.EXCHANGE,
    closed=-140,
    purpose="Names the harbours in which ships of both sides are helped first.",
    note=INVENTED,
    paper=DemoPaper(
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
            strength=Strength.LEGALLY_BINDING,
            place="paragraph 1",
            debt=Debt(
                OUR_LIST,
                OURS,
                "harbours",
                # Who receives the list.
                theirs="waters",
                due=4,
                life=(
                    propose_draft(-147),
                    accept_side(-143, "focal"),
                    start_work(-90, "focal"),
                    report_health(-6, Health.ON_TRACK, "The list is ready and waits for its seal.", "focal"),
                ),
            ),
        ),
        Point(
            "The Government of Valdoria deposits its own list by {due}.",
            side=THEIRS,
            strength=Strength.LEGALLY_BINDING,
            place="paragraph 2",
            debt=Debt(
                "Deposit their list of designated harbours",
                THEIRS,
                ours="harbours",
                theirs="waters",
                due=10,
                life=(
                    propose_draft(-147),
                    start_work(-80),
                    report_health(-8, Health.ON_TRACK, "Promised for next week.", "embassy", Side.THEIRS),
                ),
            ),
        ),
        Point(
            "The Government of Valdoria waives harbour dues for rescue ships from {due} at the latest.",
            side=THEIRS,
            strength=Strength.LEGALLY_BINDING,
            place="paragraph 3",
            debt=Debt(
                "Waive harbour dues for rescue ships",
                THEIRS,
                theirs="crafts",
                due=40,
                condition="subject to the consent of the Assembly of Valdoria",
                life=(
                    propose_draft(-147),
                    start_work(-60),
                    report_health(
                        -13,
                        Health.AT_RISK,
                        "The Assembly has not put it on its list.",
                        "embassy",
                        Side.THEIRS,
                    ),
                ),
            ),
        ),
        Point(
            "The Government that sends this note reports every two months how many berths it keeps free.",
            side=OURS,
            strength=Strength.LEGALLY_BINDING,
            place="paragraph 4",
            debt=Debt(
                BERTHS,
                OURS,
                "harbours",
                due=parse_deadline("every two months"),
                life=(
                    propose_draft(-147),
                    accept_side(-142, "focal"),
                    start_work(-130, "focal"),
                    file_evidence(
                        -102, EvidenceKind.REPORT, "ME 52", "Berths kept free, first report", "focal"
                    ),
                    report_completion(-102, "focal"),
                    confirm_completion(-99, "validator"),
                    report_health(-45, Health.AT_RISK, "Two harbours have not answered yet.", "focal"),
                    open_next_occurrence(-18),
                ),
            ),
        ),
        Point(
            "A chart of our designated harbours is printed within 30 days after our list is deposited.",
            side=OURS,
            strength=Strength.LEGALLY_BINDING,
            place="paragraph 5",
            debt=Debt(
                "Print the chart of designated harbours",
                OURS,
                "learning",
                due=parse_deadline("within 30 days after our list is deposited"),
                hook=Hook(after=OUR_LIST),
                life=(propose_draft(-147), accept_side(-141, text="Letter SL 19")),
            ),
        ),
    ),
)

VALDORIA_RECENT_OCCASIONS = (NOTES,)
