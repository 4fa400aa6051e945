"""Charts: declared once in Python, drawn in the page and on paper, always with their table."""

from mithaq.web.charts.builders import Series, bars, line, pyramid
from mithaq.web.charts.model import Chart, Legend
from mithaq.web.charts.waterfall import Part, waterfall

__all__ = ["Chart", "Legend", "Part", "Series", "bars", "line", "pyramid", "waterfall"]
