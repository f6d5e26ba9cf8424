"""Lines of people to be invited, each with what is wrong with it."""

from django.test import SimpleTestCase

from commitments.accounts.invitations import InvitedLine, parse_lines

MINISTRIES = {"national police agency": (7, "Police"), "knpa": (7, "Police")}
LANGUAGES = {"en": "en", "ko": "ko", "korean": "ko"}


def lines(text: str, taken: tuple[str, ...] = ()) -> list[InvitedLine]:
    return parse_lines(text, ministries=MINISTRIES, languages=LANGUAGES, usual_language="en", taken=taken)


class LineTests(SimpleTestCase):
    def test_it_reads_commas_semicolons_and_tabs_and_passes_over_a_head(self) -> None:
        text = (
            "\ufeffName, Mail, Ministry, Language\n\n"
            '"Lee, Min-jun", lee@example.org, KNPA, Korean\n'
            "Kim Sun;kim@example.org;National Police Agency;\n"
            "Park  Ji\tpark@example.org\tknpa\tko\n"
        )
        self.assertEqual(
            lines(text),
            [
                InvitedLine(3, "Lee, Min-jun", "lee@example.org", 7, "Police", "ko"),
                InvitedLine(4, "Kim Sun", "kim@example.org", 7, "Police", "en"),
                InvitedLine(5, "Park Ji", "park@example.org", 7, "Police", "ko"),
            ],
        )

    def test_each_fault_is_told_at_its_line(self) -> None:
        text = (
            "Lee, lee@example.org, KNPA\n"
            "Lee again, LEE@example.org, KNPA\n"
            ", nowhere, Ministry of Magic, xx\n"
            "Had, had@example.org, KNPA\n"
            "Five, five@example.org, KNPA, en, more\n"
        )
        found = {guest.number: guest.faults for guest in lines(text, taken=("had@example.org",))}
        self.assertEqual(found[1], ())
        self.assertEqual(found[2], ("Line 1 has the same email address. Enter a different address.",))
        self.assertEqual(len(found[3]), 4)
        self.assertEqual(
            found[4], ("Another account already uses this email address. Enter a different address.",)
        )
        self.assertEqual(len(found[5]), 1)

    def test_only_known_names_of_columns_are_a_heading(self) -> None:
        for heading in ("Full name\tE-mail\tAgency", "이름, 이메일 주소, 부처, 언어", "Name"):
            self.assertEqual([one.number for one in lines(f"{heading}\nLee, lee@example.org, KNPA")], [2])
        for first in (
            "Lee Min-jun, KNPA",
            "Lee Min-jun, lee at example.org, KNPA",
            "Lee Min-jun",
            "Name, KNPA",
        ):
            found = lines(f"{first}\nKim, kim@example.org, KNPA")
            self.assertEqual([one.number for one in found], [1, 2], first)
            self.assertIn("Enter a valid email address as the second part.", found[0].faults)

    def test_no_line_no_guest(self) -> None:
        self.assertEqual(lines(" \n\n"), [])
