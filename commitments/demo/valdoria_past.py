"""Part two of the demonstration: an invented session of the Joint Commission with Valdoria a year ago.

Five months ago, an exchange of notes whose record is closed.
"""

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
    Side,
    StatementKind,
    Strength,
)
from commitments.language.phrases import parse_deadline
from commitments.language.phrases.specification import DeadlineSpec, not_stated

COMMISSION = Occasion(
    "XV",
    "2nd session of the Joint Commission",
    -330,
    -328,
    form=MeetingForm.SESSION,
    place="Ports Authority, Port Serin",
    hours=(10, 16),
    body="commission",
    session=2,
    closed=-315,
    purpose="Annual session: ports, marine weather data and cybersecurity.",
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
            "The visiting side will provide the pilotage handbook for its ports by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            place="paragraph 1",
            debt=Debt(
                "Provide the pilotage handbook",
                OURS,
                "harbours",
                due=-240,
                life=(
                    propose_draft(-325),
                    accept_side(-318, "focal"),
                    start_work(-310, "focal"),
                    report_health(-270, Health.ON_TRACK, "The handbook is being printed.", "focal"),
                    file_evidence(-252, EvidenceKind.LETTER, "ME 31", "Handbook sent to Port Serin", "focal"),
                    report_completion(-252, "focal"),
                    confirm_completion(-246, "validator"),
                ),
            ),
        ),
        Point(
            "Valdoria will designate a contact point for each of its ports by {due}.",
            side=THEIRS,
            strength=Strength.AGREED,
            place="paragraph 2",
            debt=Debt(
                "Designate contact points at each port",
                THEIRS,
                theirs="waters",
                due=-260,
                life=(
                    propose_draft(-325),
                    start_work(-300),
                    report_health(
                        -230,
                        Health.OFF_TRACK,
                        "Two ports are still missing from the list.",
                        "embassy",
                        Side.THEIRS,
                    ),
                    report_completion(-214, text="Note verbale XV-88", side=Side.THEIRS),
                    file_evidence(-213, EvidenceKind.NOTE_VERBALE, "XV-88", "List of contact points"),
                    confirm_completion(-207),
                    request_ending(
                        -35,
                        ApprovalKind.REOPEN,
                        ("Three of the designated officers have left their posts."),
                        "Embassy report",
                    ),
                    grant_request(-34),
                    move_deadline(
                        -33,
                        20,
                        MoveReason.AGREED,
                        "Valdoria will designate replacements.",
                        "Note verbale XV-131",
                    ),
                    report_health(
                        -13, Health.ON_TRACK, "A new list is being prepared.", "embassy", Side.THEIRS
                    ),
                ),
            ),
        ),
        Point(
            "Both sides will continue to exchange data from their weather buoys.",
            strength=Strength.AGREED,
            place="paragraph 3",
            debt=Debt(
                "Exchange weather buoy data",
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
                    report_health(-20, Health.ON_TRACK, "Data were received every day this month.", "focal"),
                ),
            ),
        ),
        Point(
            "The visiting side will provide its cybersecurity guide in Valdorian by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            place="paragraph 4",
            debt=Debt(
                "Cybersecurity guide in Valdorian",
                OURS,
                "digital",
                helps="learning",
                due=-150,
                meaning="The complete guide with illustrations, reviewed by a native speaker.",
                life=(
                    propose_draft(-325),
                    accept_side(-316, "digital"),
                    start_work(-290, "digital"),
                    move_deadline(
                        -158, -80, MoveReason.REQUESTED, "The translator was on sick leave.", "Letter CC 12"
                    ),
                    move_deadline(
                        -86,
                        -20,
                        MoveReason.AGREED,
                        "Both sides wished to include the new chapters.",
                        "Exchange of emails between the desks",
                    ),
                    report_health(
                        -11,
                        Health.OFF_TRACK,
                        "Three of nine chapters have been translated.",
                        "digital",
                        then="Translate chapters four to six",
                        then_in=-3,
                    ),
                ),
            ),
        ),
        Point(
            "Valdoria will publish its tariff of port dues by {due}.",
            side=THEIRS,
            strength=Strength.AGREED,
            place="paragraph 5",
            debt=Debt(
                "Publish the tariff of port dues",
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
                        "Raised again; the tariff is awaiting signature.",
                        "embassy",
                        Side.THEIRS,
                        then="Send the signed tariff",
                        then_in=-2,
                    ),
                ),
            ),
        ),
        Point(
            "Valdoria will submit a report on traffic in its ports once a year.",
            side=THEIRS,
            strength=Strength.AGREED,
            place="paragraph 6",
            debt=Debt(
                "Annual report on port traffic",
                THEIRS,
                theirs="waters",
                due=DeadlineSpec("recurring", "once a year", every="P1Y"),
                life=(
                    propose_draft(-325),
                    start_work(-120),
                    report_health(
                        -22, Health.ON_TRACK, "The figures are being compiled.", "embassy", Side.THEIRS
                    ),
                ),
            ),
        ),
        Point(
            ("Both sides will endeavour to keep a hotline between their ports open during the storm season."),
            strength=Strength.WILL_ENDEAVOUR,
            place="paragraph 7",
            debt=Debt(
                "Port hotline during the storm season",
                JOINT,
                "contacts",
                "relations",
                due=not_stated(),
                nature=Nature.ONGOING,
                life=(
                    propose_draft(-325),
                    accept_side(-317),
                    start_work(-300),
                    conclude_item(-60, ("The storm season has ended. The hotline was used nine times.")),
                ),
            ),
        ),
        Point(
            ("The visiting side will lend six emergency beacons to the maritime rescue school by {due}."),
            side=OURS,
            strength=Strength.AGREED,
            place="paragraph 8",
            debt=Debt(
                "Lend six emergency beacons",
                OURS,
                "harbours",
                due=-120,
                life=(
                    propose_draft(-325),
                    accept_side(-318, "focal"),
                    start_work(-300, "focal"),
                    file_evidence(-123, EvidenceKind.LETTER, "ME 47", "Four beacons handed over", "focal"),
                    report_completion(-122, "focal"),
                    done_in_part(
                        -115,
                        "validator",
                        "Four beacons were delivered. Two were damaged in transit.",
                        "Lend the two remaining beacons",
                        26,
                    ),
                    report_health(
                        -16,
                        Health.ON_TRACK,
                        "The supplier is preparing the replacements.",
                        "focal",
                        then="Inspect the replacements at the factory",
                        then_in=6,
                    ),
                ),
            ),
        ),
        Point(
            "Both sides will continue to monitor ice conditions in the Serin Strait.",
            strength=Strength.AGREED,
            place="paragraph 9",
            debt=Debt(
                "Monitor ice in the Serin Strait",
                JOINT,
                "harbours",
                "waters",
                due=not_stated(),
                nature=Nature.ONGOING,
                life=(
                    propose_draft(-325),
                    accept_side(-317, "focal"),
                    start_work(-300, "focal"),
                    close_overtaken(-130, "The strait is now navigable throughout the year."),
                ),
            ),
        ),
        Point(
            ("Both sides noted that cooperation between their ports had improved over the past year."),
            OutcomeKind.UNDERSTANDING,
        ),
    ),
)

VALDORIA_PAST_OCCASIONS = (COMMISSION,)


OUR_LIST = "Deposit our list of designated ports"
BERTHS = "Report on emergency berths"

NOTES = Occasion(
    "XV",
    "Exchange of notes on designated ports",
    -150,
    -149,
    form=MeetingForm.EXCHANGE,
    closed=-140,
    purpose="Designates the ports that give priority assistance to vessels of both sides.",
    note=INVENTED,
    paper=DemoPaper(
        StatementKind.EXCHANGE_OF_NOTES,
        "Exchange of notes on designated ports",
        number="XV-101 / EC-57",
        is_binding=True,
        carries_text=True,
    ),
    seats=(Seat(Side.OURS, "vice_head", is_head=True), Seat(Side.THEIRS, "minister", is_head=True)),
    points=(
        Point(
            ("The Government sending this note shall deposit the list of its designated ports by {due}."),
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
                    report_health(
                        -6, Health.ON_TRACK, ("The list is complete and awaits formal approval."), "focal"
                    ),
                ),
            ),
        ),
        Point(
            "The Government of Valdoria shall deposit the list of its designated ports by {due}.",
            side=THEIRS,
            strength=Strength.LEGALLY_BINDING,
            place="paragraph 2",
            debt=Debt(
                "Deposit their list of designated ports",
                THEIRS,
                ours="harbours",
                theirs="waters",
                due=10,
                life=(
                    propose_draft(-147),
                    start_work(-80),
                    report_health(
                        -8,
                        Health.ON_TRACK,
                        ("Valdoria expects to deposit its list next week."),
                        "embassy",
                        Side.THEIRS,
                    ),
                ),
            ),
        ),
        Point(
            (
                "Subject to the consent of the Assembly of Valdoria, the Government of Valdoria shall "
                "waive port dues for rescue vessels by {due}."
            ),
            side=THEIRS,
            strength=Strength.LEGALLY_BINDING,
            place="paragraph 3",
            debt=Debt(
                "Waive port dues for rescue vessels",
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
                        "The Assembly has not yet scheduled the item.",
                        "embassy",
                        Side.THEIRS,
                        then="Ask the Assembly to schedule the item",
                    ),
                ),
            ),
        ),
        Point(
            (
                "The Government sending this note shall report every two months on the berths that it "
                "reserves for vessels in distress."
            ),
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
                        -102, EvidenceKind.REPORT, "ME 52", "Emergency berths, first report", "focal"
                    ),
                    report_completion(-102, "focal"),
                    confirm_completion(-99, "validator"),
                    report_health(-45, Health.AT_RISK, "Two ports have not yet replied.", "focal"),
                    open_next_occurrence(-18),
                ),
            ),
        ),
        Point(
            (
                "A chart of our designated ports shall be published within 30 days after our list is "
                "deposited."
            ),
            side=OURS,
            strength=Strength.LEGALLY_BINDING,
            place="paragraph 5",
            debt=Debt(
                "Publish the chart of designated ports",
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
