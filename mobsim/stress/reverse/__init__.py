"""Starting from failure, what is the least that breaks a line?"""
