"""What do the forces return each quarter?

Returns arrive as CSV files and workbooks. mobsim checks all of them together, compares them with
the national figures and the previous quarter, and stores them as a set. From a set, it can make a
table of forces for a scenario.
"""

from mobsim.country.returns.capability_rows import CapabilityRow
from mobsim.country.returns.differing import Difference, differences, is_jump
from mobsim.country.returns.importing import import_returns
from mobsim.country.returns.keeping import (
    freeze,
    put_returns,
    read_returns,
    shipped_quarters,
)
from mobsim.country.returns.kind_totals import KindTotal, kind_totals
from mobsim.country.returns.published import PublishedFigure, published_figures
from mobsim.country.returns.reconciling import StockTotal, reconcile_returns
from mobsim.country.returns.return_rows import Remark, ReturnRow, Returns
from mobsim.country.returns.supplying import forces_csv, moves_forces
from mobsim.country.returns.template import write_template

__all__ = [
    "CapabilityRow",
    "Difference",
    "KindTotal",
    "PublishedFigure",
    "Remark",
    "ReturnRow",
    "Returns",
    "StockTotal",
    "differences",
    "forces_csv",
    "freeze",
    "import_returns",
    "is_jump",
    "kind_totals",
    "moves_forces",
    "published_figures",
    "put_returns",
    "read_returns",
    "reconcile_returns",
    "shipped_quarters",
    "write_template",
]
