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
# One simulated night is one throw of the dice: crews muster sooner or later, drives go well or
# badly, a donor does not answer. How long help takes as a rule, and which policy is better, takes
# many nights.
#
# mobsim is installed from its folder by `pip install -c constraints.txt .`; this page takes about a
# minute on two processors.

# %%
import matplotlib.pyplot as plt

import mobsim

scenario = mobsim.load("six-cities-saturday")
study = scenario.run(replications=200, jobs=2)
study

# %% [markdown]
# Each number stands with its 95 % interval: about 19 in 20 such intervals hold the value that ever
# more nights would come to. That is about chance in the simulator; whether its assumptions are
# right, no number of nights can say. `never` counts nights in which a thing did not happen before
# the run ended; in a *restricted mean* they count as the whole run. The same numbers as a frame,
# with the method of each interval, times in minutes:

# %%
study.summary.query("measure == 'forty_after'")

# %% [markdown]
# Behind them: one row a night. How long was it from the first incident until 40 % of all PSU need
# was there?

# %%
hours = study.nights["forty_after"] / 60
hours.describe()

# %% [markdown]
# The interval of the mean is minutes wide. That is how well 200 nights tell the *mean*, and more
# nights make it narrower. It is not how much nights differ: that is the way from `min` to `max`,
# and no number of nights makes it smaller.

# %%
mean = study.summary.query("measure == 'forty_after' and statistic == 'restricted mean'")
mean[["low", "estimate", "high"]] / 60

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
# "Not told apart" means that the interval of the difference has zero in it: so many nights cannot
# say which is better. It does not mean that they are the same.
#
# Fair shares keep the line of BDUs from breaking in most nights, and pay for it with some minutes
# and more unit-hours not met. The early call brings help hours sooner, and takes more crews from
# home. The simulator says what each costs; what is worth it is for people to say.
#
# All nights at once: how many have 40 % there by when? A night in which it never comes would never
# add to its curve. The bar on each curve is the interval of its median. The bars of the first two
# touch, and yet the comparison tells the two apart: it takes the difference night by night.

# %%
figure, axes = plt.subplots(figsize=(8, 4.5), layout="constrained")
for name, arm in compared.arms.items():
    nights = (arm.nights["forty_after"] / 60).sort_values()
    share = [100 * (rank + 1) / len(nights) for rank in range(len(nights))]
    found = arm.summary.query("measure == 'forty_after' and statistic == 'median'").iloc[0]
    middle, low, high = found[["estimate", "low", "high"]] / 60
    label = f"{name}: median {middle:.2f} h ({low:.2f} – {high:.2f}), n = {len(nights)}"
    (curve,) = axes.step(nights, share, where="post", label=label)
    axes.hlines(50, low, high, color=curve.get_color(), linewidth=5, alpha=0.6)
axes.set_xlabel("Hours from the first incident until 40 % of all PSU need is there")
axes.set_ylabel("Nights in which it is, % of n")
axes.set_ylim(0, 100)
axes.set_title("Six cities, Saturday: the same nights under three policies (95 % intervals)")
axes.legend(title="Policy", loc="lower left", bbox_to_anchor=(0, 1.1), frameon=False)
plt.show()

# %% [markdown]
# ## The oddest night
#
# Every night can be had again by its number, alone, with its log. In which of the 200 did it take
# longest, and what happened in Sunderland, the last city to stir? Each sentence cites rows of the
# log.

# %%
worst = int(study.nights["forty_after"].idxmax())
night = scenario.run(replication=worst)
print(f"Night {worst}: {hours[worst]:.1f} h")
print(night.why("sunderland"))
