"""What do many nights of one scenario show, and how does mobsim save them?

A replication is a numbered night. The number of a replication and the seed of the study determine
its random draws. A study consists of many replications, and mobsim saves the replications in blocks
of 100. A block has the same bytes on every machine, whether the study runs without interruption or
is resumed.
"""
