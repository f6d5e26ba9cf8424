"""Fifteen ordinary, untidy lists of two governments, as their offices send them, and what each row means.

Home is Korea, the partner Cambodia. `Row.side` is empty where the list does not say who owes.
"""

import datetime
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl

from tests.commitments.documents import made

OURS, THEIRS, JOINT = "ours", "theirs", "joint"
Cells = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Row:
    """What one row states: the clause, the owing side, the short name of the lead ministries, the day."""

    clause: str
    side: str
    leads: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file with its rows; `left_out` names columns that are not imported by default."""

    name: str
    content: bytes
    rows: tuple[Row, ...]
    left_out: tuple[str, ...] = field(default=())


def workbook(rows: Sequence[Cells], *, change: Callable[[Any], None] | None = None) -> bytes:
    """Write a workbook with one sheet; `change` merges its cells or hides its rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    if change:
        change(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def separated(rows: Sequence[Cells], encoding: str, separator: str = ",") -> bytes:
    """Write separated values as Excel saves them in one country or another."""
    lines = [
        separator.join(f'"{cell}"' if separator in str(cell) else str(cell) for cell in row) for row in rows
    ]
    return "\r\n".join([*lines, ""]).encode(encoding)


def document(*rows: Cells) -> bytes:
    """Write a Word document with one table; a row of one cell goes across it."""
    width = max(map(len, rows))
    across = f'<w:gridSpan w:val="{width}"/>'
    written = [
        made.cell(str(row[0]), across) if len(row) == 1 else "".join(made.cell(str(cell)) for cell in row)
        for row in rows
    ]
    return made.docx(made.paragraph("Agreed minutes") + made.table(*written, columns=width))


def english_action_list() -> Sheet:
    rows: list[Cells] = [
        ["Korea - Cambodia action list"],
        ["Updated 3 March 2026"],
        [],
        ["No.", "Action", "Owner", "Deadline", "Status"],
        [1, "Send a list of contact points", "ROK", datetime.date(2026, 6, 30), "ongoing"],
        [2, "Open a liaison office in Phnom Penh", "Korea (MOFA)", "30 September 2026", "not started"],
        [3, "Name members of the working group", "Cambodian side", "ASAP", "pending"],
        [4, "Share records of two cases", "Kingdom of Cambodia - MoI", "31/12/2026", "in progress"],
        [5, "Hold a workshop for police officers", "both sides", "Q4 2026", "Ongoing"],
        [6, "Review the agreement of 2019", "Both Parties", "TBD", "open"],
        [],
        ["Note: dates are those of the minutes."],
    ]
    return Sheet(
        "actions.xlsx",
        workbook(rows),
        (
            Row("Send a list of contact points", OURS, "", "2026-06-30"),
            Row("Open a liaison office in Phnom Penh", OURS, "MOFA", "2026-09-30"),
            Row("Name members of the working group", THEIRS),
            Row("Share records of two cases", THEIRS, "MOI", "2026-12-31"),
            Row("Hold a workshop for police officers", JOINT, "", "2026-12-31"),
            Row("Review the agreement of 2019", JOINT),
        ),
    )


def korean_two_leads() -> Sheet:
    rows: list[Cells] = [
        ["한-캄보디아 합의사항 이행 현황"],
        ["연번", "합의사항", "주관부처", "", "이행기한", "추진현황"],
        ["", "", "한국", "캄보디아", "", ""],
        [1, "연락 창구를 지정한다", "외교부", "", "2026. 6. 30.", "진행 중"],
        [2, "수사 기록을 공유한다", "", "내무부", "2026년 12월 31일", "미착수"],
        [3, "경찰 연수 과정을 개설한다", "경찰청", "", "2026.9.30까지", "추진중"],
        [4, "비자 면제 협정안을 회람한다", "", "외교부", "조속히", "진행중"],
    ]

    def change(sheet: Any) -> None:
        sheet.merge_cells("A1:F1")
        for place in ("A2:A3", "B2:B3", "C2:D2", "E2:E3", "F2:F3"):
            sheet.merge_cells(place)

    return Sheet(
        "이행현황.xlsx",
        workbook(rows, change=change),
        (
            Row("연락 창구를 지정한다", OURS, "MOFA", "2026-06-30"),
            Row("수사 기록을 공유한다", THEIRS, "MOI", "2026-12-31"),
            Row("경찰 연수 과정을 개설한다", OURS, "KNPA", "2026-09-30"),
            Row("비자 면제 협정안을 회람한다", THEIRS, "MFAIC"),
        ),
    )


def french_follow_up() -> Sheet:
    rows: list[Cells] = [
        ["N°", "Engagement", "Responsable", "Échéance", "État d'avancement", "Observations"],
        ["1", "Transmettre la liste des experts", "Cambodge", "30 juin 2026", "en cours", ""],
        ["2", "Organiser un séminaire à Séoul", "Corée", "31/10/2026", "non commencé", "lieu à confirmer"],
        ["3", "Désigner un point de contact", "les deux parties", "dès que possible", "en cours", ""],
        ["4", "Ratifier la convention", "Ministère de l'Intérieur (Cambodge)", "2027", "en attente", ""],
        ["5", "Former vingt magistrats", "la partie coréenne", "fin 2026", "à lancer", ""],
        ["6", "Publier le communiqué", "Côté cambodgien", "15 avril 2026", "réalisé", ""],
    ]
    return Sheet(
        "suivi.csv",
        separated(rows, "cp1252", ";"),
        (
            Row("Transmettre la liste des experts", THEIRS, "", "2026-06-30"),
            Row("Organiser un séminaire à Séoul", OURS, "", "2026-10-31"),
            Row("Désigner un point de contact", JOINT),
            Row("Ratifier la convention", THEIRS, "MOI", "2027-12-31"),
            Row("Former vingt magistrats", OURS, "", "2026-12-31"),
            Row("Publier le communiqué", THEIRS, "", "2026-04-15"),
        ),
    )


def korean_old_encoding() -> Sheet:
    rows: list[Cells] = [
        ["번호", "조치사항", "담당", "기한", "상태", "비고"],
        ["1", "공동 실무반을 구성한다", "양측", "2026.5.31", "진행 중", ""],
        ["2", "명단을 통보한다", "캄측", "2026.6.15", "미착수", ""],
        ["3", "연수생 20명을 초청한다", "한국측", "2026.11.30", "계획", ""],
        ["4", "범죄 통계를 제공한다", "캄보디아 내무부", "2026.7.31", "완료", ""],
        ["5", "협정 초안을 송부한다", "외교부(한)", "2026.8.31", "진행중", ""],
        ["", "", "", "", "", ""],
        ["계 5건", "", "", "", "", ""],
    ]
    return Sheet(
        "조치사항.csv",
        separated(rows, "cp949"),
        (
            Row("공동 실무반을 구성한다", JOINT, "", "2026-05-31"),
            Row("명단을 통보한다", THEIRS, "", "2026-06-15"),
            Row("연수생 20명을 초청한다", OURS, "", "2026-11-30"),
            Row("범죄 통계를 제공한다", THEIRS, "MOI", "2026-07-31"),
            Row("협정 초안을 송부한다", OURS, "MOFA", "2026-08-31"),
        ),
    )


def with_sections() -> Sheet:
    rows: list[Cells] = [
        ["Ref.", "Commitment", "Responsible", "Target date"],
        ["A. Security", "", "", ""],
        ["A-1", "Exchange liaison officers", "Korea and Cambodia", "2026-07-31"],
        ["A-2", "Repatriate twelve persons", "Ministry of Interior, Cambodia", "2026-05-15"],
        ["B. Trade", "", "", ""],
        ["B-1", "Lower the fee for rice imports", "Republic of Korea", "2026-12-01"],
        ["B-2", "Accept electronic certificates", "Royal Government of Cambodia", "2026-12-15"],
        ["Source: agreed minutes, annex 2", "", "", ""],
    ]
    return Sheet(
        "sections.csv",
        separated(rows, "utf-8-sig"),
        (
            Row("Exchange liaison officers", JOINT, "", "2026-07-31"),
            Row("Repatriate twelve persons", THEIRS, "MOI", "2026-05-15"),
            Row("Lower the fee for rice imports", OURS, "", "2026-12-01"),
            Row("Accept electronic certificates", THEIRS, "", "2026-12-15"),
        ),
        ("Ref.",),
    )


def hidden_rows() -> Sheet:
    rows: list[Cells] = [
        ["Their reference", "Undertaking", "Party", "Due", "Progress"],
        ["KH/26/001", "Install cameras at the border post", "RGC", "2026-10-01", "In Progress"],
        ["KH/26/002", "Provide spare parts", "ROK", "2026-04-01", "withdrawn"],
        ["KH/26/003", "Train forty inspectors", "R.O.K.", "2026-11-01", "Not Started"],
        ["KH/26/004", "Pay for the venue", "Cambodia", "2026-09-01", "Pending"],
    ]

    def change(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True

    return Sheet(
        "tracker.xlsx",
        workbook(rows, change=change),
        (
            Row("Install cameras at the border post", THEIRS, "", "2026-10-01"),
            Row("Train forty inspectors", OURS, "", "2026-11-01"),
            Row("Pay for the venue", THEIRS, "", "2026-09-01"),
        ),
        ("Their reference",),
    )


def english_two_leads() -> Sheet:
    rows: list[Cells] = [
        ["Joint matrix", "", "", "", ""],
        ["#", "Agreed outcome", "ROK lead", "Cambodia lead", "Timeline"],
        ["1", "Draft the text of the agreement", "MOFA", "", "by 30 June 2026"],
        ["2", "Comment on the draft within the working group", "", "MFAIC", "by 31 August 2026"],
        ["3", "Sign the agreement", "MOFA", "MFAIC", "by the end of 2026"],
        ["4", "Publish the guide for companies", "MOTIE", "n/a", "2026"],
    ]
    return Sheet(
        "matrix.xlsx",
        workbook(rows),
        (
            Row("Draft the text of the agreement", OURS, "MOFA", "2026-06-30"),
            Row("Comment on the draft within the working group", THEIRS, "MFAIC", "2026-08-31"),
            Row("Sign the agreement", JOINT, "MFAIC MOFA", "2026-12-31"),
            Row("Publish the guide for companies", OURS, "MOTIE", "2026-12-31"),
        ),
    )


def word_table() -> Sheet:
    rows: list[Cells] = [
        ["Action point", "Responsible side", "Time frame", "Status"],
        ["Consular matters"],
        ["Issue visas within ten days", "Korean side", "from 1 July 2026", "ongoing"],
        ["Notify arrests within 48 hours", "Cambodia", "continuous", "ongoing"],
        ["Economic matters"],
        ["Complete the study on the port", "KOICA", "31 March 2027", "on-going"],
        ["Grant the building permit", "Government of Cambodia", "30 April 2026", "delayed"],
    ]
    return Sheet(
        "minutes.docx",
        document(*rows),
        (
            Row("Issue visas within ten days", OURS),
            Row("Notify arrests within 48 hours", THEIRS),
            Row("Complete the study on the port", OURS, "", "2027-03-31"),
            Row("Grant the building permit", THEIRS, "", "2026-04-30"),
        ),
    )


def unclear_deadlines() -> Sheet:
    rows: list[Cells] = [
        ["Deliverable", "Lead", "Deadline", "Remarks"],
        ["Deliver two boats", "MOFA (ROK)", "06/07/2027", ""],
        ["Hand over the customs software", "MOTIE (Korea)", "30-Jun-2027", ""],
        ["Adopt the decree", "MoI (Cambodia)", "2027.3.31", ""],
        ["Finish the road to the border", "Cambodia: MFAIC", "mid-2027", ""],
        ["Invite the commission", "ROK/MOFA", "before the next meeting", ""],
        ["Report to ministers", "Korea, Cambodia", "every year", "ongoing duty"],
    ]
    return Sheet(
        "deliverables.csv",
        separated(rows, "utf-8"),
        (
            Row("Deliver two boats", OURS, "MOFA"),
            Row("Hand over the customs software", OURS, "MOTIE", "2027-06-30"),
            Row("Adopt the decree", THEIRS, "MOI", "2027-03-31"),
            Row("Finish the road to the border", THEIRS, "MFAIC", "2027-08-31"),
            Row("Invite the commission", OURS, "MOFA"),
            Row("Report to ministers", JOINT, "", "2027-03-04"),
        ),
    )


def unclear_owners() -> Sheet:
    rows: list[Cells] = [
        ["Measure", "Who", "When"],
        ["Fund the scholarships", "Seoul", "2026-09-01"],
        ["Name the scholars", "Phnom Penh", "2026-08-01"],
        ["Appoint a secretary", "Secretariat", "2026-07-01"],
        ["Invite observers", "Japan", "2026-07-15"],
        ["Draft the rules", "all", "2026-10-01"],
        ["Print the rules", "", "2026-11-01"],
        ["Send the bill", "Cambodia (MOFA)", "2026-12-01"],
    ]
    return Sheet(
        "measures.csv",
        separated(rows, "utf-8-sig"),
        (
            Row("Fund the scholarships", OURS, "", "2026-09-01"),
            Row("Name the scholars", THEIRS, "", "2026-08-01"),
            Row("Appoint a secretary", ""),
            Row("Invite observers", ""),
            Row("Draft the rules", ""),
            Row("Print the rules", ""),
            Row("Send the bill", THEIRS, "MFAIC", "2026-12-01"),
        ),
    )


def french_two_columns() -> Sheet:
    rows: list[Cells] = [
        ["Tableau de suivi des engagements", "", "", "", ""],
        ["Réf.", "Action", "Chef de file", "", "Date limite"],
        ["", "", "Corée", "Cambodge", ""],
        ["a", "Ouvrir un consulat à Siem Reap", "MOFA", "", "31 décembre 2026"],
        ["b", "Mettre un terrain à disposition", "", "ministère des Affaires étrangères", "30 juin 2026"],
        ["c", "Fournir deux ambulances", "KOICA", "", "1er septembre 2026"],
    ]
    return Sheet(
        "engagements.xlsx",
        workbook(rows),
        (
            Row("Ouvrir un consulat à Siem Reap", OURS, "MOFA", "2026-12-31"),
            Row("Mettre un terrain à disposition", THEIRS, "MFAIC", "2026-06-30"),
            Row("Fournir deux ambulances", OURS, "", "2026-09-01"),
        ),
        ("Réf.",),
    )


def korean_document() -> Sheet:
    rows: list[Cells] = [
        ["순번", "이행 과제", "이행 주체", "완료 시기", "진행 상황"],
        ["1", "마약 단속 정보를 교환한다", "한·캄 공동", "2026년 12월", "진행 중"],
        ["2", "전담 검사를 지정한다", "캄보디아 정부", "2026년 4월 30일", "지연"],
        ["3", "장비를 기증한다", "한측", "2026년 하반기", "미착수"],
        ["4", "법률 개정안을 제출한다", "법무부(한국)", "2026년 9월 30일", "검토 중"],
    ]
    return Sheet(
        "과제.docx",
        document(*rows),
        (
            Row("마약 단속 정보를 교환한다", JOINT, "", "2026-12-31"),
            Row("전담 검사를 지정한다", THEIRS, "", "2026-04-30"),
            Row("장비를 기증한다", OURS, "", "2026-12-31"),
            Row("법률 개정안을 제출한다", OURS, "MOJ", "2026-09-30"),
        ),
    )


def side_and_lead() -> Sheet:
    rows: list[Cells] = [
        ["S/N", "Recommendation", "Country", "Lead ministry", "Completion date", "% complete"],
        [
            1,
            "Digitise the land register",
            "Cambodia",
            "Ministry of Interior",
            datetime.date(2027, 1, 31),
            0.2,
        ],
        [2, "Send three advisers", "Korea", "Ministry of Justice", datetime.date(2026, 8, 31), 0],
        [3, "Hold annual consultations", "Both", "", datetime.date(2026, 12, 15), 0.5],
        [4, "Extend the loan", "S. Korea", "", datetime.date(2026, 10, 31), 0],
        ["Total", "4 commitments", "", "", "", ""],
    ]
    return Sheet(
        "recommendations.xlsx",
        workbook(rows),
        (
            Row("Digitise the land register", THEIRS, "MOI", "2027-01-31"),
            Row("Send three advisers", OURS, "MOJ", "2026-08-31"),
            Row("Hold annual consultations", JOINT, "", "2026-12-15"),
            Row("Extend the loan", OURS, "", "2026-10-31"),
        ),
    )


def several_owners() -> Sheet:
    rows: list[Cells] = [
        ["What was agreed", "Responsible party", "By when"],
        ["Write the terms of reference", "MOFA / MFAIC", "2026-06-01"],
        ["Create the joint task force", "KNPA (Korea); Ministry of Interior (Cambodia)", "2026-07-01"],
        ["Pay the experts", "Korean National Police Agency", "2026-08-01"],
        ["House the experts", "Cambodian Ministry of Interior", "2026-08-01"],
        ["Evaluate the pilot", "the two governments", "2027-08-01"],
    ]
    return Sheet(
        "agreed.csv",
        separated(rows, "utf-8", "\t"),
        (
            Row("Write the terms of reference", JOINT, "MFAIC MOFA", "2026-06-01"),
            Row("Create the joint task force", JOINT, "KNPA MOI", "2026-07-01"),
            Row("Pay the experts", OURS, "KNPA", "2026-08-01"),
            Row("House the experts", THEIRS, "MOI", "2026-08-01"),
            Row("Evaluate the pilot", JOINT, "", "2027-08-01"),
        ),
    )


def status_words() -> Sheet:
    rows: list[Cells] = [
        ["Pledge", "Owner", "Due date", "State of implementation", "Budget (USD)"],
        ["Build two schools", "ROK side", "2026-12-31", "On-going", "2,000,000"],
        ["Provide the land", "Cambodian Government", "2026-06-30", "Done", "0"],
        ["Train teachers", "Korea", "2026-09-30", "Not yet started", "120,000"],
        ["Exempt goods from duty", "The Kingdom of Cambodia", "2026-05-31", "Completed", "0"],
        ["Send volunteers", "Republic of Korea (KOICA)", "2026-07-31", "under way", "90,000"],
        ["Hire guards", "Cambodian authorities", "2026-07-31", "cancelled", "0"],
    ]
    return Sheet(
        "pledges.csv",
        separated(rows, "utf-8", ";"),
        (
            Row("Build two schools", OURS, "", "2026-12-31"),
            Row("Provide the land", THEIRS, "", "2026-06-30"),
            Row("Train teachers", OURS, "", "2026-09-30"),
            Row("Exempt goods from duty", THEIRS, "", "2026-05-31"),
            Row("Send volunteers", OURS, "", "2026-07-31"),
            Row("Hire guards", THEIRS, "", "2026-07-31"),
        ),
        ("Budget (USD)",),
    )


SHEETS: tuple[Callable[[], Sheet], ...] = (
    *(english_action_list, korean_two_leads, french_follow_up, korean_old_encoding, with_sections),
    *(hidden_rows, english_two_leads, word_table, unclear_deadlines, unclear_owners),
    *(french_two_columns, korean_document, side_and_lead, several_owners, status_words),
)
