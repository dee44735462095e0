"""People review while `khabardar run` works: what they said stands, and what the run found is there."""

from demo.site_process import SiteProcess
from storage import open_storage

_SOME_SOURCES_FAILED = 4
_OURS = {"abducted"}


def _found(program):
    """What the machine says of each row: all but the cell that people set here."""
    return {row["id"]: {cell: value for cell, value in row.items() if cell not in _OURS} for row in program.rows()}


def test_reviews_during_a_run_and_the_run_itself_lose_nothing(program_at):
    with SiteProcess(day=1, slow_seconds=0.1) as site:
        program, undisturbed = program_at(site.base_url), program_at(site.base_url, "undisturbed")
        for one in (program, undisturbed):
            one.run("run")
        rows = list(_found(program))
        site.show_day(2)
        running = program.start("run")
        edits = []
        while running.poll() is None or not edits:
            number = 100 + len(edits)
            row = rows[len(edits) % len(rows)]
            program.json("incidents", "edit", row, f"abducted={number}", "--by", "ann")
            edits.append((row, number))
        assert running.returncode == _SOME_SOURCES_FAILED, running.communicate()[1]
        undisturbed.run("run")
    assert _found(program) == _found(undisturbed)
    storage = open_storage(f"sqlite:///{program.database}")
    for row, number in edits:
        told = [change.new for change in storage.history(row) if change.by == "ann" and change.field == "abducted"]
        assert told.count(str(number)) == 1
    for row, number in dict(edits).items():
        assert storage.incident(row).facts.abducted == number
    storage.close()
