"""How much of its page a core brief will take, reckoned while it is typed, against the printed page."""

import re
import subprocess
from dataclasses import replace

from django.test import SimpleTestCase

from commitments.packets import limits
from commitments.packets.content_values import Part
from commitments.packets.render.pdf import render_pdf
from commitments.packets.sections.core_brief import Core
from tests.commitments.packets.sample import imprint
from tests.commitments.packets.sample_front import with_front

SENTENCE = (
    "the ministers met in the spring and agreed to share what both sides know about people held in compounds "
    "so that each of them can be found and brought home without delay or cost to families"
)
WORDS = SENTENCE.split(" ")
MM = 72 / 25.4
TOP, FOOT, COLUMN = 27, 270, 191


def said(count: int, begin: int = 0) -> str:
    return " ".join(WORDS[(begin + number) % len(WORDS)] for number in range(count)).capitalize() + "."


def full(share: float) -> dict[str, str]:
    """Write every entry of a core brief, with a share of 300 words."""

    def entries(most: int, words: float) -> str:
        return "\n".join(f"- {said(round(words * share), number)}" for number in range(most))

    return {
        "why": said(round(55 * share)),
        "objectives": entries(3, 20),
        "messages": entries(3, 18),
        "ask": said(round(30 * share)),
        "if_refused": said(round(20 * share)),
        "if_accepted": said(round(15 * share)),
        "not_to_say": entries(5, 13),
    }


def core_of(texts: dict[str, str]) -> Core:
    made = with_front().cores[0]
    numbered = {name: texts[name].replace("- ", "1. ") for name in ("objectives", "messages")}
    texts = texts | numbered
    assert made.ask is not None

    def part(one: Part) -> Part:
        return replace(one, text=texts[one.name])

    return replace(
        made,
        parts=tuple(map(part, made.parts)),
        ask=part(made.ask) if made.ask.name == "ask" else None,
        after=tuple(map(part, made.after)),
        if_refused=texts["if_refused"],
        if_accepted=texts["if_accepted"],
    )


class RoomTests(SimpleTestCase):
    def test_what_is_reckoned_is_what_the_page_takes(self) -> None:
        for share in (0.5, 0.8):
            with self.subTest(share):
                texts = full(share)
                made = with_front(1, scenarios=())
                made = replace(made, cores=(core_of(texts),), sections=made.sections[:1], topics=())
                pdf = render_pdf(made, imprint()).pdf
                command = ["pdftotext", "-bbox", "-f", "3", "-l", "3", "-", "-"]
                page = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
                # The word DRAFT runs down the margin.
                ends = re.findall(r'xMax="([\d.]+)" yMax="([\d.]+)"', page)
                feet = [float(foot) / MM for right, foot in ends if float(right) / MM < COLUMN]
                foot = max(foot for foot in feet if foot < FOOT)
                reckoned = (
                    TOP
                    + (243 - limits.PAGE)
                    + limits.measure_height(texts)
                    + limits.STATE_OF_PLAY_HEIGHT
                    - 2.4
                )
                self.assertAlmostEqual(reckoned, foot, delta=5)

    def test_300_words_in_every_entry_do_not_fit_and_fewer_do(self) -> None:
        self.assertTrue(limits.fits_one_page(full(0.9)))
        self.assertFalse(limits.fits_one_page(full(1.1)))
        self.assertFalse(limits.is_doubtful(full(0.6)))
        self.assertTrue(limits.is_doubtful(full(1)))

    def test_other_scripts_take_their_own_room(self) -> None:
        self.assertGreater(
            limits.measure_height({"why": "합의사항 " * 60}), limits.measure_height({"why": "word " * 60})
        )
        self.assertGreater(limits.measure_height({"why": "x" * 20_000}), limits.PAGE)
        self.assertEqual(limits.measure_height({}), 0)
