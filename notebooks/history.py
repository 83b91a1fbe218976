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
# # Compared with real events
#
# The model gets the need of real events, and its results are compared with the observations. Each
# observation has an error and a grade for its source. Two runs of each event take about half a
# minute. `mobsim validate` makes twenty, and `docs/validation.md` discusses the results.

# %%
import pandas as pd

import mobsim
from mobsim.study.validation import CUT, history_names, validate

history_names()

# %% [markdown]
# PSUs on the ground compared with need in August 2011, over the days of the disorder, in one run:

# %%
august_2011 = mobsim.run("history/august-2011")
august_2011.plot()

# %% [markdown]
# And in August 2024:

# %%
august_2024 = mobsim.run("history/august-2024")
august_2024.plot()

# %% [markdown]
# ## Compared with observations
#
# The table has the mean of two runs, and its implausibility: the number of deviations between the
# mean and the published value. A deviation combines the observation error, the model's assumed
# discrepancy and the error of the mean. Three or more is a miss.

# %%
rows = [
    {
        "scenario": found.scenario,
        "pattern": each.pattern.pattern,
        "construct": each.pattern.sense,
        "role": each.pattern.role,
        "grade": each.pattern.grade,
        "observed": each.pattern.number,
        "error": each.pattern.deviation,
        "simulated": each.simulated.mean,
        "implausibility": round(each.implausibility, 1),
    }
    for found in (validate(name, replications=2) for name in history_names())
    for each in found.findings
]
patterns = pd.DataFrame(rows)
patterns

# %% [markdown]
# How many patterns are below the cut, for calibration and held-out patterns, by grade:

# %%
patterns.assign(under=patterns["implausibility"] < CUT).groupby(["role", "grade"])["under"].agg(
    ["sum", "count"]
)
