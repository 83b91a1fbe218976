"""How is mobsim asked on a command line, and how does it answer?

Parsing and printing only, one file a command. A command is imported when it is asked for, so that
``mobsim --help`` loads none of what a run needs.
"""
