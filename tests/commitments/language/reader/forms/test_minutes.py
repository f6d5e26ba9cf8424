"""Agreed minutes, lists of actions and outcome sheets: who has to act, and what is decided."""

from django.test import SimpleTestCase

from commitments.language.reader.participants import Known
from tests.commitments.language.reader.reading import JOINT, items


def read(text: str, known: Known = JOINT) -> list[tuple[str, str | None, str]]:
    return [(one.clause, one.owner, one.due.wording) for one in items(text, known=known) if not one.is_weak]


class ActionTests(SimpleTestCase):
    def test_who_is_to_act_stands_at_the_head(self) -> None:
        for line, owner in (
            ("MOFA (ROK) to circulate the draft by 5 June 2026", "theirs"),
            ("Ministry of Interior (Valdoria) to check the visas by 5 June 2026", "ours"),
            ("KOICA to dispatch a mission by 5 June 2026", "theirs"),
            ("Both sides to exchange lists by 5 June 2026", "joint"),
            ("MTI to share the study by 5 June 2026", None),
            ("Pavel to send the photographs by 5 June 2026", None),
            ("Valdoria: circulate the statistics by 5 June 2026", "ours"),
            ("Korean Ministry of Health - send the results by 5 June 2026", "theirs"),
        ):
            with self.subTest(line):
                self.assertEqual(read(f"Action points\n- {line}"), [(line, owner, "by 5 June 2026")])

    def test_lines_without_bullets_are_a_list_too(self) -> None:
        lines = [
            "MOFA (ROK) to send the draft memorandum on fisheries by 5 June",
            "Ministry of Fisheries (Valdoria) to reply to the draft by 19 June",
        ]
        found = read("Follow-up\n\n" + "\n".join(lines))
        self.assertEqual(found, [(lines[0], "theirs", "by 5 June"), (lines[1], "ours", "by 19 June")])

    def test_the_one_behind_the_action_owes_it(self) -> None:
        for line, owner in (
            ("Translate the protocol into Khmer [Valdoria]", "ours"),
            ("Prepare a joint work plan for the ports (both sides)", "joint"),
            ("Prepare the first draft of the plan (Action: Korea)", "theirs"),
            ("Prepare the first draft of the plan (MTI)", None),
        ):
            with self.subTest(line):
                self.assertEqual([one[:2] for one in read(f"Next steps\n- {line}")], [(line, owner)])

    def test_an_action_without_an_owner_is_not_joint(self) -> None:
        self.assertEqual(
            [one[1] for one in read("Action items:\n- Circulate the list of the ports within two weeks")],
            [None],
        )
        self.assertEqual(
            read(
                "1. Customs\nBoth sides reviewed the talks.\nAction 2: Circulate the list within two weeks."
            ),
            [("Circulate the list within two weeks.", None, "within two weeks")],
        )

    def test_the_owner_may_stand_in_a_line_of_its_own(self) -> None:
        for text in (
            "The terms will be circulated by 1 July 2026. Action: Ministry of Transport (Valdoria).",
            "The terms will be circulated by 1 July 2026.\nResponsible: Valdoria",
            "The terms will be circulated by 1 July 2026.\n\nAction: Valdoria",
        ):
            with self.subTest(text):
                self.assertEqual([one[1:] for one in read(text)], [("ours", "by 1 July 2026")])

    def test_the_list_of_delegations_gives_persons_and_short_forms_their_side(self) -> None:
        text = (
            "Korean side: Mr. Lee Dohyun, Director, MOEL; Ms. Han Sora, Deputy Director, KIPO\n"
            "Valdorian side: Mr. Pavel Brod, Director, MTI\n\n"
            "- MOEL to inform MTI of the quota by 10 June 2026.\n- MTI to reply by 20 June 2026.\n"
            "Ms. Han will send the manual by 30 June 2026."
        )
        self.assertEqual([one[1] for one in read(text, Known())], ["theirs", "ours", "theirs"])

    def test_a_decision_binds_both(self) -> None:
        self.assertEqual(
            [one[:2] for one in read("Decision 3: Launch a study of the river.")],
            [("Launch a study of the river.", "joint")],
        )

    def test_what_is_to_be_done_to_a_thing_is_an_outcome(self) -> None:
        text = (
            "Outcomes\n- Study of a second bridge to be completed by mid-2027\n- Terms to be drafted by Korea"
        )
        self.assertEqual([one[1] for one in read(text)], ["joint", "theirs"])

    def test_a_name_between_two_lists_belongs_to_no_point(self) -> None:
        text = (
            "OUTCOMES\n\nTrade\n- Korea to lift the ban on apples from the river valley of Elm\nEnergy\n"
            "- Valdoria to provide a loan for the dam"
        )
        self.assertEqual(
            [one[0] for one in read(text)],
            [
                "Korea to lift the ban on apples from the river valley of Elm",
                "Valdoria to provide a loan for the dam",
            ],
        )
