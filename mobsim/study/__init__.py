"""What do many nights of one scenario show, and how are they kept?

A replication is a night with a number; seed and number name its draws. A study is many of them,
kept in blocks of 100, with the same bytes on any machine, in one go or in several.
"""
