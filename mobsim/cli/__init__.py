"""How does mobsim read a command line, and how does it answer?

This wing only parses and prints, with one file for each command. A command is imported when it is
requested, so that ``mobsim --help`` loads nothing that only a run needs.
"""
