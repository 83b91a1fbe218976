"""What do many nights of one scenario show, and how are they saved?

A replication is a numbered night. Its number and the seed determine its random draws. A study
consists of many replications, which are saved in blocks of 100. The blocks have the same bytes on
every machine, whether a study runs without interruption or is resumed.
"""
