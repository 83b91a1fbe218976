"""What comes of many nights of one scenario, and how is it kept?

A replication is a night with a number; seed and number name its draws. A study is many of them,
kept in blocks of 100, the same bytes on any machine and in any number of goes.
"""
