"""How many units would suffice in a week, and who gives and receives, if threats come as stated?

A table of threats (`threats`) is drawn as years (`threat_years`). The most that is needed at once
in each week is counted (`weekly_need`) and put against the national lines (`sufficing`). What
happens close together is one episode, which is written as a scenario and simulated (`episodes`,
`lending_record`). `requirement_study` does all of it; `requirement_text` and `requirement_folder`
say the results.
"""
