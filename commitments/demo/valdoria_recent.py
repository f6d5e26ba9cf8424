"""Part two of the demonstration, five months ago: an exchange of notes, its record closed."""

from commitments.demo.tables import Debt, Hook, Occasion, Paper, Point, Seat
from commitments.demo.verbs import accepted, fulfilled, proposed, proved, reported, said, started, swept
from commitments.phrases import parse
from commitments.vocabulary import (
    EvidenceKind,
    Health,
    MeetingForm,
    OwedBy,
    Side,
    StatementKind,
    Strength,
)

OURS, THEIRS = OwedBy.OURS, OwedBy.THEIRS
INVENTED = "Invented for the demonstration."
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
                OUR_LIST,
                OURS,
                "harbours",
                # Who receives the list.
                theirs="waters",
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
                ours="harbours",
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
        Point(
            "The Government that sends this note reports every two months how many berths it keeps free.",
            side=OURS,
            strength=Strength.BOUND,
            place="paragraph 4",
            debt=Debt(
                BERTHS,
                OURS,
                "harbours",
                due=parse("every two months"),
                life=(
                    proposed(-147),
                    accepted(-142, "focal"),
                    started(-130, "focal"),
                    proved(-102, EvidenceKind.REPORT, "ME 52", "Berths kept free, first report", "focal"),
                    reported(-102, "focal"),
                    fulfilled(-99, "validator"),
                    said(-45, Health.AT_RISK, "Two harbours have not answered yet.", "focal"),
                    swept(-18),
                ),
            ),
        ),
        Point(
            "A chart of our designated harbours is printed within 30 days after our list is deposited.",
            side=OURS,
            strength=Strength.BOUND,
            place="paragraph 5",
            debt=Debt(
                "Print the chart of designated harbours",
                OURS,
                "learning",
                due=parse("within 30 days after our list is deposited"),
                hook=Hook(after=OUR_LIST),
                life=(proposed(-147), accepted(-141, text="Letter SL 19")),
            ),
        ),
    ),
)

OCCASIONS = (NOTES,)
