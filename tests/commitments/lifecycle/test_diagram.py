"""The picture of the life-cycle in the docs is that of the table."""

import re
import xml.etree.ElementTree as ET
from unittest import mock

from django.test import SimpleTestCase

from commitments.enums import TRANSITIONS, Actor, CommitmentState, Step, Transition
from commitments.lifecycle import diagram
from tests.shape import ROOT

FILE = ROOT / "docs" / "pictures" / "life-cycle.svg"


class PictureTests(SimpleTestCase):
    def test_the_file_is_what_the_table_gives_now(self) -> None:
        self.assertEqual(FILE.read_text(), diagram.draw_diagram(), "run bin/pictures life-cycle")

    def test_it_is_shown_beside_the_states(self) -> None:
        self.assertIn("](pictures/life-cycle.svg)", (ROOT / "docs" / "states.md").read_text())

    def test_it_is_well_formed_and_needs_nothing_from_elsewhere(self) -> None:
        drawn = diagram.draw_diagram()
        ET.fromstring(drawn)
        self.assertNotRegex(drawn, r"href|script|@import|url\((?!#)")

    def test_every_state_has_its_box_and_every_step_its_arrow(self) -> None:
        said = re.sub(r"<[^>]+>", " ", diagram.draw_diagram())
        for state in CommitmentState:
            self.assertIn(str(state.label).split()[0].lower(), said.lower())
        for step in Step:
            self.assertIn(str(step.label), said)
        self.assertEqual({edge.step for edge in diagram.list_edges()}, set(TRANSITIONS))

    def test_every_way_of_the_table_is_drawn_from_a_state_or_the_frame_around_it(self) -> None:
        drawn = {
            (source, edge.end, edge.step)
            for edge in diagram.list_edges()
            if not edge.is_exception
            for source in diagram.GROUPS.get(edge.start, (edge.start,))
        }
        table = {(source, row.target, step) for step, row in TRANSITIONS.items() for source in row.sources}
        self.assertEqual(drawn, table)

    def test_no_two_boxes_lie_on_each_other(self) -> None:
        places = list(diagram.CENTRES.values())
        self.assertEqual(set(diagram.CENTRES), set(CommitmentState))
        for number, (x, y) in enumerate(places):
            for other_x, other_y in places[number + 1 :]:
                self.assertTrue(
                    abs(x - other_x) >= diagram.BOX_WIDTH or abs(y - other_y) >= diagram.BOX_HEIGHT
                )

    def test_a_step_without_a_way_is_no_picture(self) -> None:
        strange = Transition((CommitmentState.DRAFT,), CommitmentState.FULFILLED, Actor.DESK, "")  # type: ignore[arg-type]
        with mock.patch.dict(TRANSITIONS, {Step.FULFIL: strange}), self.assertRaises(KeyError):
            diagram.draw_diagram()
