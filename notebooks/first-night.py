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
# # A first night
#
# Four units are needed in Cardiff. Who sends them, and when are they there? The shipped scenario
# `quickstart` is small enough to check by hand; its file carries the working.

# %%
import mobsim

night = mobsim.run("quickstart")
night

# %% [markdown]
# The same figures as frames: one row an incident and kind, one a national line, one a force and
# kind, and the log itself, one row an event. Times are minutes from the start.

# %%
night.incidents

# %%
night.frame.query("event == 'UnitDeployed'")[["minute", "unit", "tier", "expected_minute"]]

# %% [markdown]
# Why was Gwent's first crew there, and not another? Each sentence cites rows of the log.

# %%
print(night.why("gwent-psu-01"))

# %% [markdown]
# A lever: with everything above its floor to lend, and donors that answer at once, what changes?

# %%
quicker = mobsim.run(mobsim.load("quickstart", settings=["durations.answer=0m"]))
quicker.incidents
