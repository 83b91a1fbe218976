"""If threats occur as stated, how many units are enough, and which forces give and receive aid?

A table lists the threats (`threats`), and `threat_years` draws years from it. For each week,
`weekly_need` finds the largest number of units needed at once, and `sufficing` compares these
numbers with the national lines. Incidents that are close together in time form one episode. Each
episode is written as a scenario (`episodes`) and simulated (`lending_record`). `requirement_study`
runs all of this; `requirement_text` and `requirement_folder` present the results.
"""
