"""What a refusal names, so that its officer finds the text to shorten."""

from dataclasses import replace
from unittest import mock

from django.test import SimpleTestCase

from commitments.errors import Refused
from commitments.packets.content import PacketContent
from commitments.packets.content_values import ComparedFact
from commitments.packets.limits import find_longest_text
from commitments.packets.render import pdf
from tests.commitments.packets.sample import content, imprint
from tests.commitments.packets.sample_front import topic, with_front

LONG = "*_" * 3000


def with_fact(made: PacketContent) -> PacketContent:
    """Add what is kept of every text for the next edition to be compared with."""
    return replace(made, standing=(ComparedFact("core", "text", "brief.1.why", LONG + "!"),))


class LongestTests(SimpleTestCase):
    def test_the_record_and_the_field_are_named_as_the_officer_knows_them(self) -> None:
        core = with_front(why=LONG)
        of_two = replace(core, cores=(replace(core.cores[0], occasion="Talks in Seoul"),))
        accepted = with_front()
        accepted = replace(accepted, cores=(replace(accepted.cores[0], if_accepted=LONG),))
        for made, where in (
            (core, "Core brief, Talks of the foreign ministers: Purpose of the meeting"),
            (of_two, "Core brief, Talks in Seoul: Purpose of the meeting"),
            (accepted, "Core brief, Talks of the foreign ministers: If accepted"),
            (
                with_front(topics=(topic(hidden=LONG),)),
                f"T1 {topic().title}, Talks of the foreign ministers: Not to be disclosed",
            ),
            (content(2, clause=LONG), "25-0002: Clause"),
            (
                replace(with_front(), joint_statement=LONG),
                "Draft joint statement, Talks of the foreign ministers",
            ),
        ):
            with self.subTest(where):
                self.assertIn(f"“{where}”: 6", find_longest_text(with_fact(made)))

    def test_a_refusal_because_of_a_limit_names_it_and_one_from_outside_does_not(self) -> None:
        for code, names in (("packet_ended", True), ("packet_killed", False)):
            stopped = mock.patch.object(pdf, "print_html", side_effect=Refused("It stopped.", code))
            with self.subTest(code), stopped, self.assertRaises(Refused) as caught:
                pdf.render_pdf(with_front(why=LONG), imprint())
            self.assertEqual("Purpose of the meeting" in str(caught.exception.message), names)
