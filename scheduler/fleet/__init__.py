"""The same work on any number of machines, over one PostgreSQL: workers, and one of them that leads.

    deciding.py   what is to be given out now: pure
    leader.py     asks storage what is due, gives it out as jobs, gives the jobs of the dead to others
    jobs.py       the jobs, as Procrastinate knows them
    hands.py      carries one out, by the stages of `scheduler.cycle`
    process.py    one worker process: its signals, its hands, its wish to lead
    standing.py   who works, who leads, what is stuck: for `khabardar doctor`

A job is a hint and never a fact: what is to be done stands in storage (a source is due, an article is `fetched`, a
report is `pending`), and a job asks storage again before it begins. A job that is lost is given out again; one that
two workers have at once changes nothing the second time.
"""
