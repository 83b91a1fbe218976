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
# `quickstart` is small enough to check by hand; its file has the calculation. This page takes a few
# seconds.

# %%
import mobsim

night = mobsim.run("quickstart")
night

# %% [markdown]
# The same figures are available as frames. They have one row for each incident and kind, for each
# national line, for each force and kind, and for each event of the log. Times are minutes from the
# start; `to_frame` puts clock times and timedeltas beside them.

# %%
night.incidents

# %%
units = night.to_frame("units").query("event == 'UnitDeployed'")
units[["minute", "minute_clock", "unit", "tier", "expected_minute_clock"]]

# %% [markdown]
# ## In pictures
#
# Units on the ground compared with need: own crews first, then the region's, then one from the
# country.

# %%
night.plot()

# %% [markdown]
# The units sent from each force to each host, and what each unit was doing:

# %%
night.plot("flows")

# %%
night.plot("units")

# %% [markdown]
# The ending of the name decides the format of a saved picture: `night.plot().save("cardiff.svg")`.
# There are two more pictures, `night.plot("home")` and `night.plot("capacity")`; `docs/figures.md`
# lists them all.
#
# ## The night again
#
# The replay of the night's report plays here too, offline.

# %%
night.show()

# %% [markdown]
# ## Why?
#
# Why did Gwent's first crew come, and not another? Each sentence cites rows of the log.

# %%
night.why("gwent-psu-01")

# %% [markdown]
# Now change some levers: what happens if forces lend everything above their floor, and donors
# answer at once?

# %%
quicker = mobsim.run(mobsim.load("quickstart", settings=["durations.answer=0m"]))
quicker.incidents
