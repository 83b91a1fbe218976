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
# # Which policy is better?
#
# Three policies on the same nights: as the scenario has it, donors that share the burden fairly,
# and a minimal drawdown, which keeps more at home. Twelve nights each take about 30 seconds
# on two processors. They are few: a study to rely on takes some hundred, and the intervals below
# say how little twelve can tell.

# %%
import mobsim

scenario = mobsim.load("six-cities-saturday")
compared = scenario.compare("ranking=fair_share", "drawdown=minimal", replications=12, jobs=2)
compared

# %% [markdown]
# All differences with their intervals, a panel a measure. A filled mark is a clear difference. An
# empty one is not, which does not mean that the policies are the same.

# %%
compared.plot("forest")

# %% [markdown]
# When is 40 % of need there, night by night?

# %%
compared.plot()

# %% [markdown]
# The same as a frame, for instance each clear difference:

# %%
compared.frame.query("told_apart")[["arm", "measure", "unit", "n", "difference", "low", "high"]]

# %% [markdown]
# Ranked by another measure, the answer may be another: units in use and forces below their floors
# are what speed is paid with. The simulator says what each costs; what is worth it is for people to
# say.

# %%
for name, study in compared.arms.items():
    hours = study.nights["unmet_unit_hours"].mean()
    below = study.nights["forces_below_floor"].mean()
    print(f"{name}: {hours:,.0f} unit-hours not met, {below:.1f} forces below a floor")
