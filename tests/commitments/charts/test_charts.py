"""Whatever the numbers, a chart is well drawn, and its table says the same."""

from collections import Counter
from collections.abc import Sequence

from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st

from commitments.charts.charts import draw_balance, draw_bars, draw_columns, draw_strips
from commitments.charts.drawing import (
    BalanceLine,
    Chart,
    ChartRow,
    ChartWords,
    NumberMark,
    Series,
    StripLine,
    format_number,
)
from tests.commitments.charts.sheet import Sheet

WORDS = ChartWords("k", "Load <&> ahead", "Week")
OWNERS = (
    Series("ours", NumberMark.FILLED),
    Series("joint", NumberMark.HALF),
    Series("theirs", NumberMark.OUTLINED),
)
KEPT = (
    Series("on time", NumberMark.FILLED),
    Series("late", NumberMark.TINTED),
    Series("open", NumberMark.DASHED),
)
MANY = settings(max_examples=60, deadline=None)
COUNTS = st.one_of(st.integers(0, 9), st.integers(0, 2000), st.integers(0, 10**12))
THREE = st.tuples(COUNTS, COUNTS, COUNTS)
LABELS = st.one_of(
    st.sampled_from(["KR", "23 Nov", "11월 23일", "91–180", "<b>&", "របាំង", ""]), st.text(max_size=12)
)
ROWS = st.lists(st.builds(ChartRow, LABELS, THREE, LABELS), min_size=1, max_size=14)
BALANCED = st.lists(st.builds(BalanceLine, LABELS, THREE, THREE, LABELS), min_size=1, max_size=9)


def read(cells: Sequence[str]) -> list[int]:
    return [int(cell.replace(",", "")) for cell in cells]


class ChartTests(SimpleTestCase):
    def well_drawn(self, chart: Chart, series: Sequence[Series]) -> Sheet:
        sheet = Sheet(chart.svg)
        self.assertEqual(list(sheet.faults()), [])
        self.assertEqual(sheet.root.get("role"), "img")
        named = str(sheet.root.get("aria-labelledby")).split()
        self.assertEqual([one.get("id") for one in sheet.root[:2]], named)
        self.assertEqual([one.tag for one in sheet.root[:2]], ["title", "desc"])
        self.assertEqual({len(row) for row in chart.table.rows} - {len(chart.table.heads)}, set())
        sums = [sum(column) for column in zip(*(read(row[1:]) for row in chart.table.rows), strict=True)]
        occurring = [one.name for place, one in enumerate(series) if any(sums[place :: len(series)])]
        self.assertEqual([name for _swatch, name in chart.legend], occurring)
        return sheet

    @MANY
    @given(ROWS, st.sampled_from([1, 4]))
    def test_columns_print_the_sums_of_their_table(self, rows: list[ChartRow], every: int) -> None:
        chart = draw_columns(WORDS, OWNERS, rows, every=every)
        sheet = self.well_drawn(chart, OWNERS)
        self.assertEqual([read(line[1:]) for line in chart.table.rows], [list(row.values) for row in rows])
        sums = [sum(read(line[1:])) for line in chart.table.rows]
        self.assertEqual(sheet.numbers("n"), [format_number(one) for one in sums if one])
        drawn = Counter(bar.kind for bar in sheet.bars)
        ours, joint, theirs = (sum(row.values[place] > 0 for row in rows) for place in range(3))
        self.assertEqual((drawn["filled"], drawn["outlined"]), (ours + joint, joint + theirs))

    @MANY
    @given(ROWS)
    def test_bars_print_every_number_of_their_table(self, rows: list[ChartRow]) -> None:
        chart = draw_bars(WORDS, KEPT, rows)
        sheet = self.well_drawn(chart, KEPT)
        expected = Counter(cell for line in chart.table.rows for cell in line[1:] if cell != "0")
        empty = sum(set(line[1:]) == {"0"} for line in chart.table.rows)
        self.assertEqual(Counter(sheet.numbers()), expected + Counter({"0": empty}))

    @MANY
    @given(BALANCED, st.tuples(LABELS, LABELS))
    def test_a_balance_prints_every_number_of_its_table(
        self, rows: list[BalanceLine], sides: tuple[str, str]
    ) -> None:
        chart = draw_balance(WORDS, sides, KEPT, rows)
        sheet = self.well_drawn(chart, KEPT)
        told = [line[1:] for line in chart.table.rows]
        halves = [list(half) for row in rows for half in (row.left, row.right)]
        self.assertEqual([read(line) for line in told], halves)
        expected = Counter(cell for line in told for cell in line if cell != "0")
        empty = sum(set(line) == {"0"} for line in told)
        self.assertEqual(Counter(sheet.numbers()), expected + Counter({"0": empty}))

    @MANY
    @given(st.data(), st.integers(1, 14), st.sampled_from([1, 4]))
    def test_strips_print_the_sums_of_their_table(self, data: st.DataObject, size: int, every: int) -> None:
        steps = data.draw(st.lists(LABELS, min_size=size, max_size=size))
        values = st.lists(THREE, min_size=size, max_size=size).map(tuple)
        names = data.draw(st.lists(LABELS, min_size=1, max_size=6))
        lines = [StripLine(name, data.draw(values), f"{place}") for place, name in enumerate(names)]
        chart = draw_strips(WORDS, OWNERS, steps, lines, every=every)
        sheet = self.well_drawn(chart, OWNERS)
        sums: Counter[str] = Counter()
        for line in chart.table.rows:
            sums[line[0].split(",")[0]] += sum(read(line[1:]))
        self.assertEqual(sheet.numbers("n"), [format_number(sums[line.name]) for line in lines])

    def test_lengths_follow_the_numbers(self) -> None:
        rows = [ChartRow("a", (14, 3, 2)), ChartRow("b", (9, 6, 3))]
        sheet = Sheet(draw_bars(WORDS, KEPT, rows).svg)
        filled = [bar.right - bar.left for bar in sheet.bars if bar.kind == "filled"]
        self.assertAlmostEqual(filled[0] / filled[1], 14 / 9, places=2)
        heights = [
            bar.bottom - bar.top
            for bar in Sheet(
                draw_columns(WORDS, OWNERS, [ChartRow("a", (4, 0, 0)), ChartRow("b", (1, 0, 0))]).svg
            ).bars
        ]
        self.assertAlmostEqual(heights[0] / heights[1], 4, places=1)

    def test_an_ordinary_drawing_is_as_wide_as_the_narrowest_column(self) -> None:
        weeks = [ChartRow(f"{day} Sep", (2, 1, 3)) for day in range(10, 24)]
        lines = [StripLine("KH", ((2, 1, 3),) * 14, "Cambodia")]
        for chart in (
            draw_columns(WORDS, OWNERS, weeks, every=4),
            draw_bars(WORDS, KEPT, [ChartRow("theirs", (140, 30, 20))]),
            draw_balance(WORDS, ("ours", "theirs"), KEPT, [BalanceLine("KH", (14, 3, 2), (90, 61, 30))]),
            draw_strips(WORDS, OWNERS, [row.label for row in weeks], lines, every=4),
        ):
            with self.subTest(chart.table.heads):
                self.assertEqual(Sheet(chart.svg).whole.right, 288)

    def test_what_is_drawn_is_also_told(self) -> None:
        (title, told) = Sheet(draw_bars(WORDS, KEPT, [ChartRow("KR", (1400, 3, 0))]).svg).root[:2]
        self.assertEqual((title.text, told.text), (WORDS.title, "KR: on time 1,400, late 3, open 0"))

    def test_a_fault_would_be_found(self) -> None:
        chart = draw_bars(WORDS, KEPT, [ChartRow("a", (14, 3, 2)), ChartRow("b", (9, 6, 3))])
        moved = chart.svg.replace('y="28"', 'y="4"')
        self.assertTrue(list(Sheet(moved).faults()))
