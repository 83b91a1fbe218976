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
# # What matters?
#
# Many numbers in the simulator are assumed. Which of them would change the answer? A sweep runs a
# scenario at many settings, all on the same nights. Here 16 points of a Latin hypercube, two
# nights each, take about 20 seconds on two processors; take more of both before you believe a rank.

# %%
import mobsim

scenario = mobsim.load("three-large")
swept = scenario.sweep(
    "need_bias=0.7:1.3",
    "refusals=0%:30%",
    "durations.ricc_desk=10m:60m",
    "drawdown=minimal,moderate",
    design="latin-hypercube",
    points=16,
    replications=2,
    jobs=2,
)
swept

# %% [markdown]
# A tornado: what the time to 40 % of need comes to at the low and at the high end of each factor,
# over all points there, whatever the others were.

# %%
swept.plot()

# %% [markdown]
# Another measure, another order:

# %%
swept.plot(measure="unmet_unit_hours")

# %% [markdown]
# The share of variance that each explains says the same without a direction. With so few points
# little of it is sure.

# %%
swept.effects("unmet_unit_hours")

# %%
swept.frame.query("measure == 'unmet_unit_hours'").head()
