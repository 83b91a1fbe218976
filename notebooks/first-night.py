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
# `quickstart` is small enough to check by hand; its file carries the working. This page takes a few
# seconds.

# %%
import mobsim

night = mobsim.run("quickstart")
night

# %% [markdown]
# The same figures as frames: one row an incident and kind, one a national line, one a force and
# kind, and the log itself, one row an event. Times are minutes from the start; `to_frame` puts
# clock times and timedeltas beside them.

# %%
night.incidents

# %%
units = night.to_frame("units").query("event == 'UnitDeployed'")
units[["minute", "minute_clock", "unit", "tier", "expected_minute_clock"]]

# %% [markdown]
# ## In pictures
#
# Units on the ground against need: own crews first, then the region's, then one from the country.

# %%
night.plot()

# %% [markdown]
# Who sent how many to whom, and what each unit was doing:

# %%
night.plot("flows")

# %%
night.plot("units")

# %% [markdown]
# A picture is saved as its name ends: `night.plot().save("cardiff.svg")`. There are two more,
# `night.plot("home")` and `night.plot("capacity")`; `docs/figures.md` has them all.
#
# ## The night again
#
# The replay of the night's report plays here too, offline.

# %%
night.show()

# %% [markdown]
# ## Why?
#
# Why was Gwent's first crew there, and not another? Each sentence cites rows of the log.

# %%
night.why("gwent-psu-01")

# %% [markdown]
# A lever: with everything above its floor to lend, and donors that answer at once, what changes?

# %%
quicker = mobsim.run(mobsim.load("quickstart", settings=["durations.answer=0m"]))
quicker.incidents
