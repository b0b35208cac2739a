"""The grid in which an editor fills in a comparison: a panel, its page form and the three formsets behind it."""

from .forms import ComparisonPageForm
from .panel import ComparisonGridPanel

__all__ = ["ComparisonGridPanel", "ComparisonPageForm"]
