"""Part two of the demonstration, these weeks: an open record, a secret call, and planned meetings."""

from dataclasses import replace

from commitments.demo.columns import (
    Debt,
    DemoPaper,
    Occasion,
    Point,
    Seat,
    accept_side,
    discard_draft,
    propose_draft,
    report_health,
    start_work,
)
from commitments.enums import (
    Classification,
    Health,
    MeetingForm,
    MeetingState,
    OutcomeKind,
    OwedBy,
    Side,
    StatementKind,
    Strength,
)
from commitments.language.phrases.specification import DeadlineSpec

OURS, THEIRS = OwedBy.OURS, OwedBy.THEIRS
INVENTED = "Invented for the demonstration."

DIRECTORS_CALL = Occasion(
    "XV",
    "Video call of the directors",
    -30,
    -29,
    form=MeetingForm.CALL,
    state=MeetingState.HELD,
    hours=(9, 10),
    purpose="Prepares the 3rd session of the Joint Commission.",
    note=INVENTED,
    paper=DemoPaper(StatementKind.OUR_READOUT, "Our account of the call", number="EC 90"),
    seats=(Seat(Side.OURS, "eastern", is_head=True), Seat(Side.THEIRS, "marsk", is_head=True)),
    points=(
        Point(
            "Our side will show its reporting page for online fraud by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            debt=Debt(
                "Show the reporting page for online fraud",
                OURS,
                "digital",
                due=30,
                life=(propose_draft(-26),),
            ),
        ),
        Point(
            "Our side will send its rules for travel papers of ships' crews by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            debt=Debt("Send the rules for crews' travel papers", OURS, "visas", due=50),
        ),
        Point(
            "Our side will measure the pilots' channel in the coming months.",
            side=OURS,
            strength=Strength.WILL_ENDEAVOUR,
            debt=Debt(
                "Measure the pilots' channel",
                OURS,
                "harbours",
                due=DeadlineSpec(
                    "approximate", "in the coming months", shape="during", count=3, unit="months"
                ),
                life=(propose_draft(-27), accept_side(-21, "focal")),
            ),
        ),
        Point(
            "Our side will send the draft agenda of the 3rd session by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            debt=Debt(
                "Send the draft agenda of the 3rd session",
                OURS,
                "contacts",
                due=0,
                life=(
                    propose_draft(-28),
                    accept_side(-28),
                    start_work(-15),
                    report_health(-3, Health.ON_TRACK, "The draft is with the head of desk."),
                ),
            ),
        ),
        Point(
            "Our side will share what it learned from the last exercise at sea by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            classification=Classification.CONFIDENTIAL,
            debt=Debt(
                "Share the lessons of the exercise at sea",
                OURS,
                "digital",
                due=18,
                classification=Classification.CONFIDENTIAL,
                life=(
                    propose_draft(-27),
                    accept_side(-20, text="Letter CC 22"),
                    start_work(-14),
                    report_health(-6, Health.ON_TRACK, "The text is being shortened."),
                ),
            ),
        ),
        Point(
            "Valdoria asked where the next regatta will start.",
            OutcomeKind.REQUEST,
            THEIRS,
            Strength.REQUESTED,
            review=14,
        ),
    ),
)

# The same call, entered a second time by mistake: out of sight for all but who reads the whole record.
TWICE = replace(
    DIRECTORS_CALL,
    title="Video call of the directors (entered twice)",
    state=MeetingState.IN_ERROR,
    closed=-27,
    reason="The call was on record already.",
    points=(
        Point(
            "Our side will show its reporting page for online fraud by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            debt=Debt(
                "Show the page for reporting fraud", OURS, "digital", due=30, life=(propose_draft(-28),)
            ),
        ),
        Point(
            "Our side will send the draft agenda of the 3rd session by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            debt=Debt(
                "Send a draft of the agenda",
                OURS,
                "contacts",
                due=0,
                life=(discard_draft(-28, "Stands on the other record of this call."),),
            ),
        ),
    ),
)

HEADS_CALL = Occasion(
    "XV",
    "Call of the heads of both desks",
    -14,
    -13,
    form=MeetingForm.CALL,
    state=MeetingState.HELD,
    hours=(11, 12),
    by="head",
    classification=Classification.SECRET,
    purpose="Shows that a record above one's clearance is not there at all.",
    note=INVENTED,
    seats=(Seat(Side.OURS, "Head of desk", is_head=True), Seat(Side.THEIRS, "marsk", is_head=True)),
    points=(
        Point(
            "Our side will propose search areas by {due}.",
            side=OURS,
            strength=Strength.WILL_ENDEAVOUR,
            classification=Classification.SECRET,
            debt=Debt(
                "Propose search areas",
                OURS,
                "contacts",
                due=28,
                classification=Classification.SECRET,
                life=(
                    propose_draft(-12, "head"),
                    accept_side(-12, "head"),
                    start_work(-11, "head"),
                    report_health(-4, Health.ON_TRACK, "A first sketch exists.", "head"),
                ),
            ),
        ),
    ),
)

TECHNICAL_CALL = Occasion(
    "XV",
    "Technical call on buoys",
    -40,
    -48,
    form=MeetingForm.CALL,
    state=MeetingState.CANCELLED,
    closed=-42,
    reason="Both sides settled the matter by letter.",
    purpose="New batteries for the buoys.",
    note=INVENTED,
)

MASTER_VISIT = Occasion(
    "XV",
    "Working visit of the Harbour Master General",
    5,
    -33,
    state=MeetingState.POSTPONED,
    place="Seoul",
    time_zone="Asia/Seoul",
    closed=-9,
    reason="The guest asked for a later day; none is fixed yet.",
    purpose="Pilots, channels, signals.",
    note=INVENTED,
    seats=(Seat(Side.OURS, "sim", is_head=True), Seat(Side.THEIRS, "halvet", is_head=True)),
)

NEXT_CONSULTATIONS = Occasion(
    "XV",
    "6th Policy Consultations",
    -20,
    -115,
    form=MeetingForm.SESSION,
    state=MeetingState.POSTPONED,
    place="Port Serin",
    body="consultations",
    session=6,
    closed=-33,
    moved_to=40,
    reason="The hosts asked for a later day.",
    purpose="Half-yearly talks of the directors.",
    note=INVENTED,
    seats=(Seat(Side.OURS, "eastern", is_head=True), Seat(Side.THEIRS, "marsk", is_head=True)),
)

NEXT_COMMISSION = Occasion(
    "XV",
    "3rd session of the Joint Commission",
    21,
    -25,
    form=MeetingForm.SESSION,
    state=MeetingState.PLANNED,
    place="Seoul",
    hours=(10, 16),
    time_zone="Asia/Seoul",
    body="commission",
    session=3,
    purpose=(
        "Yearly session. Every open item comes back first; then the coming year: rescue at sea, online "
        "fraud, "
        "training. The minister of Valdoria leads the guests."
    ),
    note=INVENTED,
    seats=(
        Seat(Side.OURS, "vice_head", is_head=True),
        Seat(Side.OURS, "eastern"),
        Seat(Side.OURS, "sim"),
        Seat(Side.OURS, "jeon"),
        Seat(Side.THEIRS, "minister", is_head=True),
        Seat(Side.THEIRS, "marsk"),
        Seat(Side.THEIRS, "halvet"),
        Seat(Side.THEIRS, "venn"),
        Seat(Side.THEIRS, "ostrand"),
    ),
)

OCCASIONS = (
    TECHNICAL_CALL,
    MASTER_VISIT,
    DIRECTORS_CALL,
    TWICE,
    NEXT_COMMISSION,
    NEXT_CONSULTATIONS,
    HEADS_CALL,
)
