"""Charts worth their ink: plain numbers and labels in, a drawing and its table out; pure.

The drawings are black and white, as on paper, and carry classes: the page around them gives the colours. A
chart has at least one row; who has none shows none.
"""

from commitments.charts.balance import balance
from commitments.charts.bars import bars
from commitments.charts.columns import columns
from commitments.charts.parts import Balanced, Chart, Line, Mark, Row, Series, Table, Words
from commitments.charts.strips import strips

__all__ = [
    "Balanced",
    "Chart",
    "Line",
    "Mark",
    "Row",
    "Series",
    "Table",
    "Words",
    "balance",
    "bars",
    "columns",
    "strips",
]
