# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Your own return
#
# Once a quarter each force says what it has. The shipped set, `2026-Q4`, is made up, because
# forces' returns are not public. `mobsim stress import` makes such a set from the workbooks that
# you receive; use its folder instead of `"2026-Q4"` below. This page takes a few seconds.

# %%
from pathlib import Path

import pandas as pd

import mobsim
from mobsim.country.returns import (
    differences,
    forces_csv,
    read_returns,
    reconcile_returns,
)

returns = read_returns("2026-Q4")
returns

# %%
pd.DataFrame([row.model_dump() for row in returns.rows]).head(6)

# %% [markdown]
# ## Does it add up?
#
# Declared units compared with the national figures, then by region with the regional figures.

# %%
totals = reconcile_returns(returns)
pd.DataFrame(
    [(t.name, t.region_name, t.required, t.declared, t.verdict) for t in totals],
    columns=["line", "region", "required", "declared", "verdict"],
).head(8)

# %% [markdown]
# The remarks from the import, and the differences from the previous quarter:

# %%
for remark in returns.remarks[:5]:
    print(remark.force or "all", remark.kind, "-", remark.text)

# %%
moved = differences(read_returns("2026-Q3"), returns)
pd.DataFrame(
    [(m.force, m.kind, m.column, m.before, m.after) for m in moved],
    columns=["force", "kind", "column", "before", "after"],
).head(8)

# %% [markdown]
# ## A night on it
#
# The set makes a table of forces, which stands in for the shipped one. Commitments that were
# returned need not add up to the national figures, so that has to be allowed.

# %%
table = Path("forces-2026-Q4.csv")
table.write_text(forces_csv(returns), encoding="utf-8")
scenario = mobsim.load(
    "three-large", settings=[f"forces={table.resolve()}", "allow_unreconciled=on"]
)
night = scenario.run(seed=1)
night

# %% [markdown]
# The national lines as declared, and what one night of three large incidents took of them:

# %%
night.plot("capacity")

# %%
night.plot("home")
