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
# # A stress test
#
# Do the forces declare what England and Wales must be able to field? Would it be enough in a bad
# week? Where does it break? This is a trial: the whole pack of tests, but with two nights each and
# one force as host. It takes about a minute on two quiet processors, mostly to read scenarios. Do
# not draw conclusions from it. `mobsim stress run` makes a real test, with 200 nights and all 43
# forces.

# %%
from pathlib import Path

import pandas as pd

from mobsim.country.returns import read_returns
from mobsim.stress.paper.drawing import breaking_map, capacity
from mobsim.stress.testing import Wanted, run_stress

wanted = Wanted(read_returns("2026-Q4"), quick=True, nights=2, hosts=("kent",))
findings = run_stress(wanted, Path("trial"))
findings

# %% [markdown]
# Units required, declared and, in the worst test that a line must hold, in use:

# %%
capacity(findings)

# %% [markdown]
# Where does it break? The map shows the largest need of each force that is met on time in the
# median night. This trial searched only one force; a real test fills the map.

# %%
breaking_map(findings)

# %% [markdown]
# The reverse question: how bad does a night have to be before something breaks?

# %%
rows = [
    (b.reading, b.question, b.median.estimate, b.unit, b.plausibility) for b in findings.breaking
]
pd.DataFrame(rows, columns=["reading", "question", "breaks at", "unit", "how plausible"])

# %% [markdown]
# What would help? Each remedy runs on the same draws as the test that it is compared with.

# %%
rows = [
    (r.label, r.measure_label, r.difference.estimate, r.unit, r.rank) for r in findings.remedies
]
pd.DataFrame(rows, columns=["remedy", "measure", "difference", "unit", "rank"]).head(10)
