"""Starting from failure, what is the smallest event that breaks a line?"""
