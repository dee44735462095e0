"""`khabardar run` over the bundled site."""

from urllib.parse import urlsplit

from demo.site_process import SiteProcess

_SOME_SOURCES_FAILED = 4


def test_one_run_stores_rows_and_says_which_source_failed(program):
    done = program.run("run")
    assert done.returncode == _SOME_SOURCES_FAILED, done.stderr  # one outlet of the site is down
    assert "FAILED connection" in done.stderr
    assert len(program.rows()) > 10


def test_a_second_run_of_an_unchanged_site_adds_no_row_no_revision_and_fetches_no_article(program, site):
    program.run("run")
    before = program.json("incidents", "list", "--background", "--limit", "10000")
    asked = len(site.requests())
    done = program.run("run")
    assert "0 new articles, 0 reports; 0 new incidents, 0 changed" in done.stderr
    assert program.json("incidents", "list", "--background", "--limit", "10000") == before
    listings = {urlsplit(source["url"]).path for source in program.json("sources", "list")}
    assert {request.path for request in site.requests()[asked:]} <= listings | {"/robots.txt"}


def test_the_next_day_raises_a_toll_by_a_revision(program_at):
    with SiteProcess(day=1, slow_seconds=0.1) as site:
        program = program_at(site.base_url)
        program.run("run")
        first = {row["id"]: row for row in program.rows()}
        site.show_day(2)
        program.run("run")
    risen = [
        row
        for row in program.rows()
        if row["id"] in first and (row["killed"]["total"] or 0) > (first[row["id"]]["killed"]["total"] or 0)
    ]
    assert risen
    shown = program.json("incidents", "show", risen[0]["id"])
    assert any(change["field"] == "killed.total" and change["old"] for change in shown["history"])
    assert len({told["outlet"] for told in shown["told_by"]}) > 1


def test_every_value_that_is_shown_has_its_words(program):
    program.run("run")
    for row in program.rows()[::4]:
        for told in program.json("incidents", "show", row["id"])["told_by"]:
            assert told["evidence"].get("sub_event_type"), (row["id"], told["url"])


def test_a_dry_run_stores_nothing(program):
    done = program.run("run", "--dry-run")
    assert " listed" in done.stderr
    assert not program.database.exists()


def test_one_source_alone(program, site):
    asked = len(site.requests())
    sources = program.json("sources", "list")
    chosen = next(source for source in sources if source["kind"] == "feed" and site.base_url in source["url"])
    program.run("run", "--source", chosen["id"])
    paths = {request.path.split("/")[1] for request in site.requests()[asked:]} - {"robots.txt"}
    assert len(paths) == 1


def test_an_unknown_source_is_a_usage_error(program):
    done = program.run("run", "--source", "nonsense")
    assert done.returncode == 2
    assert "nonsense" in done.stderr
