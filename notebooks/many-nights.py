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
# # Many nights
#
# One simulated night is one throw of the dice: crews muster early or late, drives go well or badly,
# a donor does not answer. You need many nights to say how long help usually takes, and which policy
# is better.
#
# mobsim is installed from its folder by `pip install -c constraints.txt .`; this page takes about a
# minute on two processors.

# %%
import mobsim

scenario = mobsim.load("six-cities-saturday")
study = scenario.run(replications=200, jobs=2)
study

# %% [markdown]
# Each number has its 95 % interval: about 19 in 20 such intervals contain the value that ever more
# nights would give. This is about chance in the simulator. No number of nights can say whether the
# assumptions are right. `never` counts nights in which it did not happen before the run ended; in a
# *restricted mean* they count as the whole run. Here are the same numbers as a frame, with the
# method of each interval and times in minutes:

# %%
study.summary.query("measure == 'forty_after'")

# %% [markdown]
# Behind these numbers is one row for each night. How long was it from the first incident until 40 %
# of all PSU need was there?

# %%
hours = study.nights["forty_after"] / 60
hours.quantile([0, 0.05, 0.25, 0.5, 0.75, 0.95, 1], interpolation="lower")

# %% [markdown]
# The interval of the mean is minutes wide. It shows how well 200 nights determine the *mean*, and
# more nights make it narrower. It does not show how much nights differ: that is the distance from
# the quickest night (0 above) to the slowest (1), and more nights do not make it smaller.

# %%
mean = study.summary.query("measure == 'forty_after' and statistic == 'restricted mean'")
mean[["low", "estimate", "high"]] / 60

# %% [markdown]
# This picture shows both: the median night, half of nights and 90 % of nights, as need is met hour
# by hour.

# %%
study.plot("arrivals")

# %% [markdown]
# ## Is another policy better?
#
# Two changes: aid comes from those who have most to spare instead of from the nearest
# (`ranking=fair_share`), and the national call is made with the first incident (the scenario's
# override `early-call`). All are run on the same draws: night 17 of one has the luck of night 17 of
# the other, so that what differs is the policy.

# %%
early = mobsim.load("six-cities-saturday", override="early-call")
compared = scenario.compare(
    "ranking=fair_share", others={"early-call": early}, replications=60, jobs=2
)
compared

# %% [markdown]
# "No clear difference" means that the interval of the difference has zero in it: so many nights
# cannot say which is better. It does not mean that they are the same.
#
# Fair shares keep the line of BDUs from breaking in most nights, and pay for it with some minutes
# and more unit-hours not met. The early call brings help hours sooner, and takes more crews from
# home. The simulator says what each costs; what is worth it is for people to say.
#
# All nights at once: in which share of them is 40 % there by when? A night in which it never comes
# would never add to its curve. The bands of the first two overlap, and yet the comparison finds a
# clear difference: it goes night by night.

# %%
compared.plot()

# %% [markdown]
# The differences, each with its interval, a panel a measure:

# %%
compared.plot("forest")

# %% [markdown]
# ## The oddest night
#
# Every night can be repeated by its number, alone, with its log. In which of the 200 did it take
# longest, and what happened in Sunderland, the last city to stir? Each sentence cites rows of the
# log.

# %%
worst = int(study.nights["forty_after"].idxmax())
night = scenario.run(replication=worst)
print(f"Night {worst}: {hours[worst]:.1f} h")
night.why("sunderland")
