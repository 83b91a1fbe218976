"""Which sets of beliefs does history not rule out?

mobsim draws sets of beliefs from their priors (`belief_space`). It simulates every historical event
with each set (`set_runs`). mobsim rules out sets whose results are too far from the observations.
It then proposes further sets (`history_matching`) with the help of emulators (`emulators`). It
writes the remaining sets to a file (`calibrated_sets`), from which nights can draw their beliefs.
To test the sets, mobsim scores their predictions of events that were not used for calibration
(`held_out`).
"""
