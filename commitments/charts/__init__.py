"""Charts: numbers and labels in, an SVG drawing and its table out; no queries.

The drawings are black and white, as on paper, and have CSS classes by which the page sets colours. A chart
has at least one row; without rows, no chart is shown.
"""
