"""How does mobsim read a command line, and how does it print its answer?

Each command has its own module, which is imported only when the command is used, so that ``mobsim
--help`` starts quickly.
"""
