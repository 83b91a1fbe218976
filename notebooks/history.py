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
# # August 2011 and August 2024
#
# Two real mobilisations: what was needed is put in, and what comes out is held against what was
# observed. Bounds were fixed before the first run. Two runs each take about 20 seconds;
# `mobsim validate` makes twenty, and `docs/validation.md` says what follows.

# %%
import pandas as pd

import mobsim
from mobsim.study.validation import history_names, validate

history_names()

# %% [markdown]
# PSUs on the ground against need in 2011, over the days of the disorder, in one simulated run:

# %%
august_2011 = mobsim.run("history/august-2011")
august_2011.plot()

# %% [markdown]
# And in 2024:

# %%
august_2024 = mobsim.run("history/august-2024")
august_2024.plot()

# %% [markdown]
# ## Held against what was observed
#
# The median of two runs, and whether it is within a quarter of what was published. Most patterns
# are not: the model sends too much aid in 2011 and has too few officers out in 2024. Read a number
# of officers from this simulator with that in mind; how fast a whole mobilisation is fits.

# %%
rows = [
    {
        "scenario": found.scenario,
        "pattern": each.pattern.name,
        "observed": each.pattern.observed,
        "low": each.pattern.low,
        "high": each.pattern.high,
        "simulated": each.simulated.median,
        "within": each.within,
    }
    for found in (validate(name, replications=2) for name in history_names())
    for each in found.findings
]
pd.DataFrame(rows)
