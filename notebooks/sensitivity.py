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
# scenario at many settings, all on the same nights. Here, 16 points of a Latin hypercube with two
# nights each take about 20 seconds on two processors. Use more points and nights before you trust a
# rank.

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
# A tornado shows the time to 40 % of need at the low and at the high end of each factor, over all
# points there and all values of the other factors.

# %%
swept.plot()

# %% [markdown]
# Another measure gives another order:

# %%
swept.plot(measure="unmet_unit_hours")

# %% [markdown]
# The share of variance that each factor explains shows the same without a direction. With so few
# points, little of it is certain.

# %%
swept.effects("unmet_unit_hours")

# %%
swept.frame.query("measure == 'unmet_unit_hours'").head()
