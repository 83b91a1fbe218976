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
# # A night of your own
#
# A scenario is a text file. Other values come from the published doctrine and from stated
# assumptions; `mobsim explain` prints them. This page takes a few seconds, because it runs one
# night. One night is one throw of the dice.

# %%
from pathlib import Path

import mobsim

file = Path("derby-and-march.yaml")
file.write_text("""\
schema: 1
title: A derby in Sheffield, a march in Hull
question: Is there enough for both, and who is emptied?
start: 2026-09-12 14:00
duration: 24h
incidents:
  - name: Sheffield
    force: south-yorkshire
    begins: 16:00
    lasts: 9h
    need: {psu: 14}
  - name: Hull
    force: humberside
    begins: 18:00
    lasts: 8h
    need: {psu: 8, bdu: 2}
""")
scenario = mobsim.load(file)
night = scenario.run(seed=1)
night

# %% [markdown]
# How many units are missing, and when?

# %%
night.plot()

# %% [markdown]
# Which forces came, and what was left at home? The picture has one row for each force that was
# asked, the emptiest at the top.

# %%
night.plot("flows")

# %%
night.plot("home")

# %% [markdown]
# ## Another setting
#
# `vary` takes the same settings as `--set` on the command line. What if the march begins as early
# as the derby?

# %%
earlier = scenario.vary("incidents.hull.begins=16:00").run(seed=1)
columns = ["incident", "kind", "peak_need", "met_share", "worst_short", "unmet_unit_hours"]
night.incidents[columns].merge(
    earlier.incidents[columns], on=["incident", "kind"], suffixes=("", " earlier")
)

# %% [markdown]
# ## A mistake
#
# mobsim reports all faults of a file at once, each with its line and what to do.

# %%
file.write_text(file.read_text().replace("humberside", "humbersid").replace("9h", "9"))
try:
    mobsim.load(file)
except mobsim.InputError as error:
    print(error)
