"""If threats come as stated, how many units would be enough in a week, and who gives and receives?

The threats in a table (`threats`) are drawn as years (`threat_years`). For each week, `weekly_need`
counts the most units needed at once, and `sufficing` compares them with the national lines.
Happenings close together form one episode, which is written as a scenario (`episodes`) and
simulated (`lending_record`). `requirement_study` runs all of this; `requirement_text` and
`requirement_folder` present the results.
"""
