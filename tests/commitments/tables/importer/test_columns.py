"""Columns guessed by their heads in English and Korean, and by what stands below them."""

from django.test import SimpleTestCase
from django.utils import translation

from commitments.enums import ImportSubject
from commitments.tables.columns import SECTION, TableShape, build_signature, guess_columns, shape_of
from commitments.tables.headings import PASSED_OVER

ITEMS = ImportSubject.COMMITMENTS


def guessed(subject: ImportSubject, heads: str, *rows: str) -> dict[str, int]:
    """Guess the columns of heads and rows written with bars between their cells."""
    cells = [[cell.strip() for cell in row.split("|")] for row in rows]
    return guess_columns(subject, TableShape(1, tuple(head.strip() for head in heads.split("|"))), cells)


class HeadTests(SimpleTestCase):
    def test_heads_of_others_are_known_in_both_languages(self) -> None:
        english = "No. | Agreed action | Lead Ministry | Supporting agencies | Target date | Status"
        korean = "연번 | 합의사항 | 주관 부처 | 협조 부처 | 완료 예정일 | 이행 상태"
        wanted = {"number": 0, "clause": 1, "lead": 2, "with": 3, "due_on": 4, "status": 5}
        self.assertEqual(guessed(ITEMS, english), wanted)
        self.assertEqual(guessed(ITEMS, korean), wanted)

    def test_each_of_the_other_lists_is_known_in_both_languages(self) -> None:
        cases = (
            (
                ImportSubject.MINISTRIES,
                "Country code | English name | Acronym | Korean name",
                "국가 코드 | 영문명 | 영문 약칭 | 국문명",
                ["country", "name", "short_name", "name_home"],
            ),
            (
                ImportSubject.OFFICIALS,
                "ISO | Institution | Position | Full name | E-mail",
                "국가명 | 소속 | 직책 | 성명 | 이메일",
                ["country", "ministry", "post", "person", "email"],
            ),
            (
                ImportSubject.HOLIDAYS,
                "Country | Date | Holiday",
                "나라 | 일자 | 공휴일",
                ["country", "day", "name"],
            ),
            (
                ImportSubject.UPDATES,
                "Reference | As of | RAG | Note",
                "관리번호 | 기준일 | 신호 | 추진 실적",
                ["reference", "reported_on", "health", "text"],
            ),
        )
        for subject, english, korean, fields in cases:
            with self.subTest(subject):
                wanted = {name: column for column, name in enumerate(fields)}
                self.assertEqual(guessed(subject, english), wanted)
                self.assertEqual(guessed(subject, korean), wanted)

    def test_heads_that_officers_use_are_known_in_three_languages(self) -> None:
        for heads, wanted in (
            ("Action | À la charge de | Avant le | Suite donnée", ["title", "lead", "wording", "status"]),
            ("Action | Qui | Pour le | Situation", ["title", "lead", "wording", "status"]),
            ("내용 | 소관부처 | 상대부처 | 언제까지", ["clause", "lead", "lead_theirs", "wording"]),
            ("Undertaking | Year of completion | Current situation", ["clause", "wording", "status"]),
        ):
            with self.subTest(heads):
                self.assertEqual(guessed(ITEMS, heads), {name: at for at, name in enumerate(wanted)})

    def test_the_start_of_the_work_is_no_deadline(self) -> None:
        self.assertEqual(
            guessed(ITEMS, "Commitment | Timeline start | Timeline end", "a | 2027-03-01 | 2027-06-30"),
            {"clause": 0, "wording": 2},
        )

    def test_of_two_columns_of_words_the_longer_is_the_clause(self) -> None:
        self.assertEqual(
            guessed(ITEMS, "Point | Promise | Due", "1 | Valdoria will send the list of ports. | 2027-06-30"),
            {"clause": 1, "due_on": 2},
        )
        found = guessed(
            ITEMS,
            "Step | Action (subject + step) | Due",
            "send the list of all the ports | Ports, harbours: send the list of all the ports | 2027-06-30",
        )
        self.assertEqual((found["clause"], found["title"]), (1, 0))

    def test_french_heads_are_known(self) -> None:
        for line in (
            "N° | Engagement | Responsable | Échéance | État d'avancement | Observations",
            "N° | Actions à mener | Structure(s) responsable(s) | Délai d’exécution | Statut | Remarques",
        ):
            wanted = {"number": 0, "clause": 1, "lead": 2, "wording": 3, "status": 4, "meaning": 5}
            self.assertEqual(guessed(ITEMS, line), wanted, line)

    def test_a_heading_is_known_in_the_plural_with_brackets_and_by_its_noun(self) -> None:
        english = "Description of commitments | Owner (country) | Completion date (YYYY-MM-DD)"
        self.assertEqual(guessed(ITEMS, english), {"clause": 0, "lead": 1, "due_on": 2})
        korean = "과제번호 | 주요합의내용 | 사업주체 | 추진시한 | 추진상태"
        wanted = {"number": 0, "clause": 1, "lead": 2, "wording": 3, "status": 4}
        self.assertEqual(guessed(ITEMS, korean), wanted)

    def test_two_columns_of_leads_are_known_by_their_countries(self) -> None:
        wanted = {"clause": 0, "lead_ours": 1, "lead_theirs": 2}
        for line in (
            "Action point | ROK lead | Cambodia lead",
            "Action point | Lead (Korea) | Lead (Cambodia)",
            "합의사항 | 주관부처(한) | 주관부처(캄)",
            "합의사항 | 한국 | 캄보디아",
            "Engagement | Chef de file coréen | Chef de file cambodgien",
            "Engagement | Chef de file Notre côté | Chef de file Leur côté",
            "합의사항 | 주관부처 우리측 | 주관부처 상대측",
        ):
            shape = TableShape(1, tuple(head.strip() for head in line.split("|")))
            self.assertEqual(guess_columns(ITEMS, shape, [["x", "y", "z"]], partner="KH"), wanted, line)
        shape = TableShape(1, ("Topic", "Korea", "Cambodia"))
        long = [["Ports", "Korea will finance the study of the port and of its access roads by 2027", ""]]
        self.assertNotIn("lead_ours", guess_columns(ITEMS, shape, long, partner="KH"))

    def test_of_two_columns_of_owners_one_may_hold_the_sides_and_the_other_the_ministries(self) -> None:
        shape = TableShape(1, ("합의사항", "이행주체", "소관부처"))
        rows = [["x", "캄보디아", "내무부"], ["y", "양측", "외교부"]]
        self.assertEqual(
            guess_columns(ITEMS, shape, rows, partner="KH"), {"clause": 0, "owed_by": 1, "lead": 2}
        )
        rows[0][1] = "캄보디아 내무부"
        self.assertEqual(guess_columns(ITEMS, shape, rows, partner="KH"), {"clause": 0, "lead": 1})

    def test_a_reference_of_another_system_is_left_out(self) -> None:
        for head in ("Ref.", "Their reference", "Reference", "Réf.", "Référence MAE", "MFA reference"):
            found = guessed(ITEMS, f"{head} | Commitment", "KH/26/001 | They will meet.")
            self.assertEqual(found, {"clause": 1}, head)
        self.assertEqual(
            guessed(ITEMS, "Reference | Commitment", "XV-2026-0003 | x"), {"reference": 0, "clause": 1}
        )

    def test_a_category_or_a_report_is_neither_a_kind_nor_a_status(self) -> None:
        found = guessed(
            ITEMS,
            "구분 | 합의사항 | 진행 상황",
            "안보 | x | 3월 초에 초안을 상대측에 보냈고 회신을 기다리는 중이다",
        )
        self.assertEqual(found, {"clause": 1, "place_in_text": 0})

    def test_days_under_an_unknown_head_are_deadlines_only_where_the_head_says_so(self) -> None:
        rows = ["x | 2026-06-10"] * 3
        self.assertEqual(guessed(ITEMS, "Commitment | Finalised by", *rows)["due_on"], 1)
        for head in ("Date", "Date of last meeting", "Signed on", "Milestone"):
            self.assertEqual(guessed(ITEMS, f"Commitment | {head}", *rows), {"clause": 0}, head)

    def test_a_field_is_filled_from_one_column_and_the_surest_one(self) -> None:
        self.assertEqual(guessed(ITEMS, "Deadline | Deadline as agreed"), {"wording": 1})
        self.assertEqual(guessed(ITEMS, "Due date of first report | Due"), {"due_on": 1})

    def test_a_day_under_a_head_that_says_something_else_is_no_deadline(self) -> None:
        rows = ["Name a contact point for both police services | 2026-06-10"] * 3
        self.assertEqual(guessed(ITEMS, "Text | Last checked", *rows), {"clause": 0})
        self.assertEqual(guessed(ITEMS, "Text | ", *rows), {"clause": 0, "due_on": 1})

    def test_what_stands_below_tells_a_column_without_a_known_head(self) -> None:
        rows = ["XV-2026-0003 | Half of the posts are filled, the rest follows | amber"] * 3
        self.assertEqual(
            guessed(ImportSubject.UPDATES, "a | b | c", *rows), {"reference": 0, "text": 1, "health": 2}
        )

    def test_progress_in_one_word_is_health_and_the_remarks_beside_it_what_happened(self) -> None:
        heads, wanted = "Reference | Date of report | Progress | Remarks", ["reference", "reported_on"]
        for word, names in (("on track", ["health", "text"]), ("Half of it is done", ["text"])):
            rows = [f"XV-2026-0003 | 2026-03-02 | {word} | The boats are late"] * 2
            found = guessed(ImportSubject.UPDATES, heads, *rows)
            self.assertEqual(found, {name: column for column, name in enumerate(wanted + names)}, word)

    def test_status_is_reported_in_our_lists_and_the_stage_in_those_of_others(self) -> None:
        ours = guessed(ITEMS, "Clause | Stage | Status", "They will meet. | In progress | On track")
        self.assertEqual(ours, {"clause": 0, "status": 1, "health": 2})
        self.assertEqual(guessed(ITEMS, "Clause | Status", "They will meet. | On track")["health"], 1)
        self.assertEqual(guessed(ITEMS, "Clause | Status", "They will meet. | Half done")["status"], 1)
        for heads in ("Reported on | Status | Text", "Said on | Health | Text"):
            found = guessed(ImportSubject.UPDATES, heads, "2026-03-02 | amber | The boats are late")
            self.assertEqual(found, {"reported_on": 0, "health": 1, "text": 2}, heads)
        self.assertEqual(guessed(ITEMS, "Owed by | Due | State"), {"owed_by": 0, "due_on": 1, "status": 2})
        with translation.override("ko"):
            self.assertFalse([head for head in (*PASSED_OVER, "reason") if translation.gettext(head) == head])

    def test_titles_above_the_heads_are_passed_over(self) -> None:
        rows = [(1, ["RESTRICTED · 3 items"]), (2, ["Action", "Lead"]), (3, ["Name a contact", "KNPA"])]
        self.assertEqual(shape_of(rows, ITEMS), TableShape(2, ("Action", "Lead")))

    def test_heads_in_two_rows_are_read_as_one_head_for_each_column(self) -> None:
        upper = ["연번", "합의사항", "주관부처", "", "기한", ""]
        lower = ["", "", "한국 측", "상대국 담당", "이행기한", "완료 예정일"]
        row = ["1", "Name a contact", "KNPA", "Police", "in June", "2027-06-30"]
        merged = ["연번", "합의사항", *lower[2:]]
        wanted = {"number": 0, "clause": 1, "lead_ours": 2, "lead_theirs": 3, "wording": 4, "due_on": 5}
        for below in (lower, merged):
            shape = shape_of([(1, ["12 items"]), (2, upper), (3, below), (4, row)], ITEMS)
            self.assertEqual((shape.heading_row, guess_columns(ITEMS, shape, [row])), (3, wanted))
        told = shape_of([(1, ["No", "Action", "Lead", ""]), (2, ["", "", "Valdoria", "Home"])], ITEMS)
        self.assertEqual(told, TableShape(2, ("No", "Action", "Lead Valdoria", "Lead Home")))

    def test_a_first_row_is_no_second_row_of_heads(self) -> None:
        for heads, row in (
            (["Action", "Lead", ""], ["Name a contact", "KNPA", "x"]),
            (["Action", "Lead", ""], ["", "KNPA", "MOFA"]),
            (["No", "Action", "Lead", ""], ["1", "", "KNPA", "MOFA"]),
            (["Action", "", "Due", ""], ["Review", "", "2027-01-01", "ours"]),
            (["Action", "Lead"], ["Review", "Who"]),
        ):
            with self.subTest(row):
                self.assertEqual(shape_of([(1, heads), (2, row)], ITEMS), TableShape(1, tuple(heads)))

    def test_korean_heads_are_known_written_together_or_apart(self) -> None:
        for line in (
            "주관부처 | 이행기한 | 완료예정일 | 협조부처 | 합의내용",
            "담당부서 | 이행 시한 | 완료 예정일 | 유관부처 | 추진과제",
            "우리측 소관부처(국) | 추진일정 | 목표일 | 관계 기관 | 주요내용",
        ):
            wanted = {"lead": 0, "wording": 1, "due_on": 2, "with": 3, "clause": 4}
            self.assertEqual(guessed(ITEMS, line), wanted, line)

    def test_a_table_without_heads_has_none(self) -> None:
        rows = [(1, ["Both sides will name a contact point for the exchange of records", "2026-06-10"])] * 3
        shape = shape_of(rows, ITEMS)
        self.assertEqual(shape.heading_row, 0)
        self.assertEqual(
            guess_columns(ITEMS, shape, [cells for _n, cells in rows]), {"clause": 0, "due_on": 1}
        )

    def test_headings_between_the_rows_stand_for_where_a_row_stands(self) -> None:
        found = guess_columns(ITEMS, TableShape(1, ("Recommendation",)), [["x"]], has_sections=True)
        self.assertEqual(found, {"clause": 0, "place_in_text": SECTION})

    def test_files_of_one_sender_are_alike_where_their_heads_are(self) -> None:
        self.assertEqual(
            build_signature(["Lead  Ministry", "Due_on"]), build_signature(["lead ministry", "DUE ON"])
        )
        self.assertNotEqual(build_signature(["Lead"]), build_signature(["Lead", "Due"]))
        # As the rest of a file is given back, in either language of the screens.
        for why in ("reason", "사유"):
            self.assertEqual(build_signature(["Lead", "Due", why]), build_signature(["Lead", "Due"]))
        self.assertNotEqual(build_signature(["reason", "Lead"]), build_signature(["Lead"]))
