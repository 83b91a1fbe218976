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
# # Held against real events
#
# What was needed is put in, and what comes out is compared with what was observed, each number with
# its error and a grade of its source. Two runs each take about half a minute; `mobsim validate`
# makes twenty, and `docs/validation.md` says what follows.

# %%
import pandas as pd

import mobsim
from mobsim.study.validation import CUT, history_names, validate

history_names()

# %% [markdown]
# PSUs on the ground against need in August 2011, over the days of the disorder, in one run:

# %%
august_2011 = mobsim.run("history/august-2011")
august_2011.plot()

# %% [markdown]
# And in August 2024:

# %%
august_2024 = mobsim.run("history/august-2024")
august_2024.plot()

# %% [markdown]
# ## Held against what was observed
#
# The mean of two runs, and its implausibility: how many deviations lie between it and what was
# published. A deviation is made of the observation error, the model's own assumed discrepancy and
# the error of the mean. Three or more is a miss.

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
# How many are under the cut, of those for calibration and of those that were held out, by grade:

# %%
patterns.assign(under=patterns["implausibility"] < CUT).groupby(["role", "grade"])["under"].agg(
    ["sum", "count"]
)
