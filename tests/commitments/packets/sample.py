"""A packet's content made by hand, as long as wanted, so that printing is tested without records."""

from dataclasses import replace

from commitments.packets.content import PacketContent
from commitments.packets.content_values import EditionLabel, Fact, Phrase, Section
from commitments.packets.formats import count_columns
from commitments.packets.sections.annex import Block, PastMeeting, Source
from commitments.packets.sections.core_brief import Core, StateOfPlay, Tally
from commitments.packets.sections.cover import Cover
from commitments.packets.sections.notes import Example, Note, NoteSheet, draw_code
from commitments.packets.sections.people import Contact, Glossary, PeopleTable, Person, Term
from commitments.packets.sections.scorecard import ROW_LETTERS, Due, Group, Point, PointGroup, Row

# Where the number of a copy is put.
ROOM = "\u00a0" * 21
KOREAN = "양측은 온라인 스캠 대응 공동 태스크포스를 분기마다 점검하기로 합의하였다"
KHMER = "កិច្ចសហប្រតិបត្តិការទប់ស្កាត់ឧក្រិដ្ឋកម្មឆ្លងដែន"
CLAUSE = (
    "The two sides agreed to set up a joint working channel between the police liaison officers and to "
    "exchange case information within five working days of a request, so that nationals held in scam "
    "compounds are located and released without delay. Progress is reported to both ministers every quarter."
)
TITLE = "Hand over the crime-response information"
HEALTHS = (
    ("Fulfilled", "fulfilled"),
    ("On track", "on_track"),
    ("At risk", "at_risk"),
    ("No recent report", "no_recent_report"),
    ("Off track", "off_track"),
)
BOXES = ("done", "slip", "not raised")
TITLES = ("Fulfilled", "Ours, overdue", "Ours, open", "Theirs", "Joint")
TITLES_KO = ("이행 완료", "우리 측 지연", "우리 측", "상대측", "공동")


def row(number: int, *, clause: str = "") -> Row:
    word, shape = HEALTHS[number % 5]
    is_late = number % 5 < 2
    return Row(
        ref=f"25-{number:04d}",
        clause=TITLE if is_long(clause or CLAUSE) else clause,
        source="[1]",
        lines=("Ours: National Police Agency · Theirs: Ministry of Interior",),
        strength="Agreed",
        due=Due(
            date="30 Oct 2026" if number % 3 else "No date",
            status="25 d overdue" if is_late else "due in 52 d",
            is_late=is_late,
            moves=("originally 31 Aug 2026", "moved once, +60 d"),
            wording="“within 30 days of the meeting”",
            is_quoted=True,
        ),
        health=word,
        shape=shape,
        state="In progress",
        line="It is late. We bring the rest today.",
        is_in_annex=True,
    )


def is_long(clause: str) -> bool:
    """Return whether the scorecard has the title of a clause in its place."""
    return count_columns(clause) > ROW_LETTERS


def block(number: int, *, clause: str = "", title: str = "") -> Block:
    return Block(
        ref=f"25-{number:04d}",
        title=title or TITLE,
        standing="Ours · In progress · Agreed · At risk",
        facts=(
            Fact("Clause", (clause or f"{CLAUSE} {KOREAN}.",), is_quoted=True),
            Fact("Source", ("Joint statement of 10 November 2025, paragraph 4",)),
            Fact("Ours", ("National Police Agency (lead), Director of International Cooperation",)),
            Fact("Theirs", (f"Ministry of Interior (lead) {KHMER}",)),
            Fact(
                "Dates", ("First 31 Aug 2026, “within 30 days”", "30 Oct 2026: requested by the owner, +60 d")
            ),
            Fact(
                "Latest update", ("3 Nov 2026, ours, at risk: two of five files were sent; the rest wait.",)
            ),
            Fact("Evidence", ("Note verbale KH/2025/118, 7 Nov 2025: two of five files",)),
        ),
    )


def content(
    items: int = 12, *, clause: str = "", title: str = "", demonstration: str = "Demonstration data"
) -> PacketContent:
    """Give a packet of `items` commitments, one scorecard row and one block each."""
    rows = tuple(row(number, clause=clause) for number in range(1, items + 1))
    groups = tuple(
        Group(TITLES[kind], (Phrase(TITLES_KO[kind], "ko"),), rows[kind::5])
        for kind in range(5)
        if rows[kind::5]
    )
    blocks = tuple(block(number, clause=clause, title=title) for number in range(1, items + 1))
    return replace(EMPTY, demonstration=demonstration, groups=groups, points=points(), blocks=blocks)


def plain(packet: PacketContent) -> PacketContent:
    """Leave of each item what a naive packet has: clause, source, leads, official, date, status, scripts."""
    rows = (
        tuple(replace(one, due=replace(one.due, moves=(), wording=""), line="") for one in group.rows)
        for group in packet.groups
    )
    blocks = tuple(replace(one, facts=one.facts[:4]) for one in packet.blocks)
    groups = tuple(replace(group, rows=kept) for group, kept in zip(packet.groups, rows, strict=True))
    return replace(packet, groups=groups, blocks=blocks)


def imprint() -> EditionLabel:
    return EditionLabel(
        edition="0.1",
        packet="P-KH-2025-02, version 0.1, 1 numbered copy",
        replaces="",
        draft="DRAFT 1 · NOT APPROVED",
        state="DRAFT 1 · NOT APPROVED",
        signed="not signed off",
        copy="Copy {number} of 6",
        room=ROOM,
        footer=(f"P-KH-2025-02 · v0.1 DRAFT · {ROOM}", *EMPTY.moment),
        steps=(),
    )


def cover() -> Cover:
    return Cover(
        originator="Ministry of Foreign Affairs, Republic of Korea",
        originator_names=(Phrase("대한민국 외교부", "ko"),),
        prepared_by="Prepared by: South-East Asia desk",
        occasion="Talks of the foreign ministers",
        parties="Korea – Cambodia",
        parties_size="",
        names=(
            Phrase("한·캄보디아 외교장관 회담 자료", "ko"),
            Phrase(f"{KHMER} កម្ពុជា និង សាធារណរដ្ឋកូរ៉េ", "km"),
        ),
        facts=(
            Fact("For", ("Desk officer",)),
            Fact(
                "Date and time",
                ("Thursday 3 December 2026, 10:00–10:45", "10:00 Phnom Penh · 12:00 Seoul · 03:00 UTC"),
            ),
            Fact("Place", ("Phnom Penh",)),
        ),
        as_of=Fact("As of", ("24 November 2026, 15:00 Seoul · 13:00 Phnom Penh · 06:00 UTC",)),
        duty=Fact("Duty officer, 24 h", ("The desk, 000-0000",)),
        note="Demonstration data: fictional officials and dates, made to show the system.",
    )


def points() -> tuple[PointGroup, ...]:
    return (
        PointGroup(
            "Unanswered requests and offers",
            (),
            (
                Point(
                    "M-25-003 · 4",
                    "Name one officer, on call day and night, who tells our embassy of each national found.",
                    "Our readout of 10 November 2025",
                    "Ours",
                    "Requested",
                    "review 8 Feb 2026, 14 d over",
                    True,
                ),
            ),
        ),
        PointGroup(
            "Understandings",
            (),
            (Point("M-25-003 · 6", KOREAN, "Joint statement", "Joint", "Noted", "", False),),
        ),
    )


def sections() -> tuple[Section, ...]:
    return (
        Section("core", "1", "Core brief", (Phrase("핵심 요지", "ko"),), "Core brief", "Read this first"),
        Section(
            "scorecard",
            "4",
            "Commitment scorecard",
            (Phrase("이행점검표", "ko"),),
            "Scorecard",
            "Items",
        ),
        Section("people", "6", "People", (Phrase("참석 인사", "ko"),), "People", "Names, rank"),
        Section("annex", "A", "Annex", (Phrase("부속자료", "ko"),), "Annex", "For reference only"),
    )


def core() -> Core:
    tallies = tuple(Tally(shape, f"3 {word.lower()}") for word, shape in HEALTHS)
    late = ("25-0001\u00a0(ours),\u00a025\u00a0d", "25-0002\u00a0(theirs),\u00a014\u00a0d")
    play = StateOfPlay("State of play", (Phrase("이행 현황", "ko"),), tallies, late, ())
    return Core("core-1", "", (), None, "", "", (), play, "", ())


def people() -> tuple[PeopleTable, ...]:
    head = Person(
        "1",
        "Head of delegation",
        (Phrase("ប្រធានគណៈប្រតិភូ", "km"),),
        "prahk so-KHON",
        "Minister of Foreign Affairs",
        "Met our minister in November 2025.",
    )
    second = Person("2", "State secretary", (), "", "Ministry of Interior", "")
    heads = ("No.", "Name", "Pronunciation", "Post", "Useful background")
    return (
        PeopleTable("Cambodia, in order of precedence", (), heads, (head, second), ""),
        PeopleTable("Korea, in order of precedence", (), heads, (), "Not stated."),
    )


def sources() -> tuple[Source, ...]:
    return (Source("1", "10 Nov 2025", "Joint statement of the ministers", "Joint statement", "Both sides"),)


def past() -> tuple[PastMeeting, ...]:
    return (
        PastMeeting(
            "M-25-003", "10 Nov 2025", "Talks in Phnom Penh", "8 outcomes, 5 commitments, 3 still open"
        ),
        PastMeeting("M-21-001", "8 Sep 2021", "Talks in Seoul", "4 outcomes, no commitment"),
    )


def note_sheet(items: int) -> NoteSheet:
    """Give a note sheet of `items` items and one proposal."""
    refs = [f"25-{number:04d}" for number in range(1, items + 1)]
    rows = [Note(ref, "Guide to careful computing", "6 Nov 2026", BOXES, draw_code(ref)) for ref in refs]
    proposal = Note("N-1", "Named officer, 24 hours", "", ("yes", "fallback", "no"), draw_code("N-1"))
    return NoteSheet(
        examples=(Example("25-0001", "done 3 Dec"), Example("NEW", "their side list by April")),
        rows=(*rows, proposal),
        new=Note("NEW", "any other commitment", "", ("our side", "their side", "both sides"), ""),
        left_out="",
        is_leaf=items > 14,
    )


def glossary() -> Glossary:
    names = (Phrase("캄보디아 외교국제협력부", "ko"), Phrase(KHMER, "km"))
    return Glossary(("As recorded", "Korean", "Khmer"), (Term("Ministry of Foreign Affairs", names),))


def contacts() -> tuple[Contact, ...]:
    return (Contact(("25-0001", "25-0002"), "KNPA: a director; no alternate named", "–", "3 Nov 2026"),)


# A packet of no items: what each test puts into it comes beside this.
EMPTY = PacketContent(
    language="en",
    reference="P-KH-2025-02",
    classification=2,
    marking="CONFIDENTIAL",
    demonstration="Demonstration data",
    running_title="Korea – Cambodia, 3 Dec 2026",
    moment=("As of 24 Nov 2026 06:00 UTC", "15:00 Seoul · 13:00 Phnom Penh"),
    cover=cover(),
    beside=("ko",),
    distribution=(),
    sections=sections(),
    cores=(core(),),
    scenarios=(),
    topics=(),
    glance=None,
    groups=(),
    points=(),
    changes=None,
    proposed=(),
    joint_statement="",
    people=people(),
    contacts=contacts(),
    blocks=(),
    past=past(),
    sources=sources(),
    sources_note="",
    terms=glossary(),
    notes=None,
    standing=(),
    made_from=(),
    head="1234 0123456789ab",
    created="2026-11-24T06:00:00+00:00",
)
