"""Part two of the demonstration, these weeks: an open record, a secret call, and planned meetings."""

from dataclasses import replace

from commitments.demo.columns import (
    INVENTED,
    Debt,
    DemoPaper,
    Do,
    Event,
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
    ApprovalKind,
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

DIRECTORS_CALL = Occasion(
    "XV",
    "Video call of the directors-general",
    -30,
    -29,
    form=MeetingForm.CALL,
    state=MeetingState.HELD,
    hours=(9, 10),
    purpose="Preparation of the 3rd session of the Joint Commission.",
    note=INVENTED,
    paper=DemoPaper(StatementKind.OUR_READOUT, "Our readout of the call", number="EC 90"),
    seats=(Seat(Side.OURS, "eastern", is_head=True), Seat(Side.THEIRS, "marsk", is_head=True)),
    points=(
        Point(
            "Our side will demonstrate its online fraud reporting portal by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            debt=Debt(
                "Demonstrate the fraud reporting portal",
                OURS,
                "digital",
                due=30,
                life=(
                    propose_draft(-26),
                    Event(
                        -20,
                        Do.ASK,
                        text="The security test of the portal ends in six weeks.",
                        due=58,
                        number="Letter DG 44, page 1",
                        matter=ApprovalKind.COUNTER_PROPOSAL,
                    ),
                ),
            ),
        ),
        Point(
            "Our side will provide its rules on travel documents for ships' crews by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            debt=Debt("Provide rules on crew travel documents", OURS, "visas", due=50),
        ),
        Point(
            "Our side will survey the approach channel in the coming months.",
            side=OURS,
            strength=Strength.WILL_ENDEAVOUR,
            debt=Debt(
                "Survey the approach channel",
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
                    report_health(
                        -3, Health.ON_TRACK, ("The draft is awaiting approval by the head of desk.")
                    ),
                ),
            ),
        ),
        Point(
            "Our side will share the lessons of its last cyber exercise by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            classification=Classification.CONFIDENTIAL,
            debt=Debt(
                "Share the lessons of the cyber exercise",
                OURS,
                "digital",
                due=18,
                classification=Classification.CONFIDENTIAL,
                life=(
                    propose_draft(-27),
                    accept_side(-20, text="Letter CC 22"),
                    start_work(-14),
                    report_health(-6, Health.ON_TRACK, "A shorter version is being prepared."),
                ),
            ),
        ),
        Point(
            "Valdoria asked our side to recognise its seafarers' certificates.",
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
    title="Video call of the directors-general (duplicate)",
    state=MeetingState.IN_ERROR,
    closed=-27,
    reason="The call had already been recorded.",
    points=(
        Point(
            "Our side will demonstrate its online fraud reporting portal by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            debt=Debt(
                "Present the fraud reporting portal", OURS, "digital", due=30, life=(propose_draft(-28),)
            ),
        ),
        Point(
            "Our side will send the draft agenda of the 3rd session by {due}.",
            side=OURS,
            strength=Strength.AGREED,
            debt=Debt(
                "Send a draft agenda",
                OURS,
                "contacts",
                due=0,
                life=(discard_draft(-28, "Already recorded under the other entry for this call."),),
            ),
        ),
    ),
)

HEADS_CALL = Occasion(
    "XV",
    "Telephone call between the heads of desk",
    -14,
    -13,
    form=MeetingForm.CALL,
    state=MeetingState.HELD,
    hours=(11, 12),
    by="head",
    classification=Classification.SECRET,
    purpose=(
        "Coordination of search and rescue areas. Users without the required clearance do not "
        "see this record."
    ),
    note=INVENTED,
    seats=(Seat(Side.OURS, "Head of desk", is_head=True), Seat(Side.THEIRS, "marsk", is_head=True)),
    points=(
        Point(
            "Our side will propose search and rescue areas by {due}.",
            side=OURS,
            strength=Strength.WILL_ENDEAVOUR,
            classification=Classification.SECRET,
            debt=Debt(
                "Propose search and rescue areas",
                OURS,
                "contacts",
                due=28,
                classification=Classification.SECRET,
                life=(
                    propose_draft(-12, "head"),
                    accept_side(-12, "head"),
                    start_work(-11, "head"),
                    report_health(-4, Health.ON_TRACK, "A first outline has been prepared.", "head"),
                ),
            ),
        ),
    ),
)

TECHNICAL_CALL = Occasion(
    "XV",
    "Technical call on weather buoys",
    -40,
    -48,
    form=MeetingForm.CALL,
    state=MeetingState.CANCELLED,
    closed=-42,
    reason="Both sides settled the matter by correspondence.",
    purpose="Replacement of batteries in the weather buoys.",
    note=INVENTED,
)

MASTER_VISIT = Occasion(
    "XV",
    "Working visit of the Chief Harbour Master",
    5,
    -33,
    state=MeetingState.POSTPONED,
    place="Seoul",
    time_zone="Asia/Seoul",
    closed=-9,
    reason="The visitor requested a later date. No new date has been set.",
    purpose="Pilotage, approach channels and navigation aids.",
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
    reason="The host side requested a later date.",
    purpose="Half-yearly consultations at director-general level.",
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
        "Annual session. Open commitments are reviewed first, followed by the programme for the "
        "coming year: maritime rescue, online fraud and training. The minister leads the Valdorian "
        "delegation."
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
