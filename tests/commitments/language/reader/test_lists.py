"""Headings and list stems give verb and owner to their points."""

from django.test import SimpleTestCase

from commitments.language.reader.blocks import BlockKind, blocks_of, sentences_of
from tests.commitments.language.reader.reading import items, told


class ListTests(SimpleTestCase):
    def test_a_stem_gives_verb_and_owner(self) -> None:
        text = (
            "The Korean side agreed to:\n\n- lend a ship;\n- train pilots by June 2027;\n- publish the maps."
        )
        self.assertEqual(told(text), [("commitment", "theirs")] * 3)

    def test_a_point_says_from_which_line_its_owner_comes(self) -> None:
        text = "The Korean side agreed to:\n\n- lend a ship to the island."
        (one,) = items(text)
        self.assertTrue(one.is_from_stem)
        self.assertEqual(text[slice(*(one.owner_place or (0, 0)))], "The Korean side agreed to:")

    def test_the_stem_itself_is_no_item(self) -> None:
        self.assertEqual(told("Both sides agreed to the following:"), [])

    def test_a_stem_that_only_discusses_makes_no_items(self) -> None:
        text = (
            "The ministers discussed the following:\n\n- Build a bridge across the strait.\n- Open a school."
        )
        self.assertEqual(told(text), [])

    def test_a_heading_makes_undertakings_of_what_follows(self) -> None:
        text = "Next Steps\n\n- Drafting of a plan for the harbour.\n- Exchanging the lists of pilots yearly."
        self.assertEqual(len(items(text)), 2)

    def test_a_heading_that_names_a_side_names_the_owner(self) -> None:
        text = "Action Points\n\nFor the Valdorian side:\n\n1. Send the plans.\n2. Appoint a contact person."
        self.assertEqual(told(text), [("commitment", "ours")] * 2)

    def test_catchwords_are_headings_and_no_items(self) -> None:
        self.assertEqual(told("Areas of work:\n\n- Clean Water\n- Building Back Together\n- Trade"), [])

    def test_a_point_with_its_own_subject_keeps_it(self) -> None:
        text = "The two sides will:\n\n- Build a pier.\n- Korea will also send an engineer."
        self.assertEqual([side for _kind, side in told(text)], ["joint", "theirs"])

    def test_a_point_may_name_who_is_to_do_it(self) -> None:
        text = "This was agreed:\n\n(i) Korea to send a list of pilots;\n(ii) Both sides to lend a ship."
        self.assertEqual([side for _kind, side in told(text)], ["theirs", "joint"])

    def test_a_label_before_a_point_is_no_part_of_it(self) -> None:
        text = "The two sides agreed to:\n\n- Ports: Lower the fees.\n- Building Piers: The pier was old."
        self.assertEqual(len(items(text)), 1)

    def test_under_a_heading_a_deed_may_be_named_by_a_noun(self) -> None:
        text = "List of Outcomes\n\nThis was reached:\n\n- Renewal of the contract on ports."
        self.assertEqual(told(text), [("commitment", "joint")])

    def test_a_point_that_tells_of_an_end_is_none(self) -> None:
        self.assertEqual(
            told("Next steps\n\n- Relations between the ports meet the interests of both peoples."), []
        )
        self.assertEqual(told("- To ease the queue, Korea also runs a second ferry."), [])

    def test_a_request_stem_makes_requests(self) -> None:
        text = "Valdoria asked Korea to:\n\n- Release the ship.\n- Return the maps."
        self.assertEqual(told(text), [("request", "theirs")] * 2)


class BlockTests(SimpleTestCase):
    def test_lines_broken_by_width_are_joined(self) -> None:
        text = "The two sides agreed to open a second ferry line between\nthe islands.\nBoth will pay for it."
        self.assertEqual(
            [text[block.start : block.end] for block in blocks_of(text)],
            text.split(".\n")[:0]
            or [
                "The two sides agreed to open a second ferry line between\nthe islands.",
                "Both will pay for it.",
            ],
        )

    def test_a_point_behind_a_title_or_letters_ends_no_sentence(self) -> None:
        for text in (
            "Valdoria received a team of Korean experts that was led by the U.S. Coast Guard.",
            "The list will be sent by Mr. Park to the ministry in Port Elm.",
            "At the request of the Valdorian port ministry, the U.S.\nCoast Guard will train its pilots.",
        ):
            with self.subTest(text):
                (block,) = blocks_of(text)
                self.assertEqual(len([*sentences_of(block, "en")]), 1)
        (block,) = blocks_of("Valdoria will send a ship to the U.S. Both sides will meet again.")
        self.assertEqual(len([*sentences_of(block, "en")]), 2)

    def test_a_point_goes_on_behind_its_label(self) -> None:
        text = "The two sides intend to:\n\n- Ports and ferries: widen the harbour and lower the fees."
        self.assertEqual(told(text), [("commitment", "joint")])

    def test_a_meeting_is_a_point_of_a_firm_list(self) -> None:
        text = "They agreed on the following steps:\n\n- A review meeting with the pilots on fees."
        self.assertEqual(told(text), [("commitment", "joint")])

    def test_a_mark_alone_on_its_line_begins_a_point(self) -> None:
        text = "The two ministers agreed to\n•\nOpen a school of navigation.\n•\nLower the fees for pilots."
        self.assertEqual(told(text), [("commitment", "joint")] * 2)
        self.assertEqual(items(text)[0].clause, "Open a school of navigation.")

    def test_the_name_of_what_follows_is_no_deed(self) -> None:
        self.assertEqual(told("Trade grew.\n\n3. Cooperation on harbours\n\nThe ministers met."), [])

    def test_a_point_set_like_a_title_is_no_deed_whatever_it_ends_in(self) -> None:
        text = (
            "Building on last year, the Dialogue continues to focus on two pillars:\n\n"
            "1. Opening the Ports; and 2. Investing in Our Pilots.\n\nWe met."
        )
        self.assertNotIn("Opening the Ports; and 2.", [one.clause for one in items(text)])

    def test_what_was_achieved_is_no_list_of_deeds(self) -> None:
        text = "Both sides have achieved much, including:\n\n- Training pilots at sea;\n- Lowering fees."
        self.assertEqual(told(text), [])

    def test_marks_of_points_are_left_out(self) -> None:
        for mark in ("- ", "• ", "* ", "1. ", "(a) ", "iv) ", "① ", "▲"):
            with self.subTest(mark):
                (block,) = blocks_of(f"{mark}Lend a ship to the island.")
                self.assertEqual((block.kind, block.text), (BlockKind.POINT, "Lend a ship to the island."))

    def test_headings_are_short_and_end_no_sentence(self) -> None:
        kinds = [
            block.kind for block in blocks_of("Trade and Ports\n\nTrade grew.\n\nthe second half of the year")
        ]
        self.assertEqual(kinds, [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.PARAGRAPH])
