"""What does a night look like: figures, the page, and the report with its replay?"""
