"""What a crawl does over time: conditional visits, the queue, the cap, pauses, stops."""

from __future__ import annotations

from collections.abc import Callable

from crawling import Catch, WebServer

Crawl = Callable[..., Catch]


def test_the_second_visit_asks_conditionally_and_learns_that_nothing_changed(crawl: Crawl, server: WebServer) -> None:
    catch = crawl("not-modified", "not-modified-by-date", times=2)
    assert catch.conditions("not-modified") == ["ok", "not-modified"]
    assert catch.conditions("not-modified-by-date") == ["ok", "not-modified"]
    second = {path: headers for path, headers in server.requests() if path.startswith("/not-modified")}
    assert second["/not-modified"]["If-None-Match"] == '"v1"'
    assert "If-Modified-Since" not in second["/not-modified"]
    assert "If-Modified-Since" in second["/not-modified-by-date"]


def test_the_same_bytes_without_validators_are_not_modified_either(crawl: Crawl) -> None:
    assert crawl("good", times=2).conditions("good") == ["ok", "not-modified"]


def test_a_feed_that_stays_empty_goes_on_saying_so(crawl: Crawl) -> None:
    assert crawl("empty-200", times=2).conditions("empty-200") == ["empty", "empty"]


def test_a_tracking_tail_and_a_new_guid_make_no_second_article(crawl: Crawl, server: WebServer) -> None:
    catch = crawl("tracking", times=3)
    assert [article["url"] for article in catch.articles] == [f"{server.url}/article/tracked"]
    assert [outcome["new_items"] for outcome in catch.outcomes] == [1, 0, 0]
    assert server.paths().count("/article/tracked") == 1


def test_the_cap_leaves_the_rest_queued_and_the_next_crawl_takes_it(crawl: Crawl) -> None:
    first = crawl("many?n=5", fetch={"max_articles_per_source": 2})
    assert len(first.articles) == 2
    assert len(first.queued) == 3
    assert first.outcome("many")["new_items"] == 5
    both = crawl("many?n=5", fetch={"max_articles_per_source": 3}, times=2)
    assert len(both.articles) == 5
    assert both.queued == []


def test_the_feed_s_own_text_stands_in_for_a_page_that_is_gone_or_poorer(crawl: Crawl) -> None:
    catch = crawl("full-content")
    assert [article["text_origin"] for article in catch.articles] == ["feed", "feed"]
    for article in catch.articles:
        assert article["text"].startswith("QUETTA: Unidentified gunmen")
        assert article["text"].count("\n\n") == 5
        assert "<p>" not in article["text"]
    assert catch.failures == []


def test_a_failing_page_is_tried_in_later_crawls_and_then_given_up(crawl: Crawl) -> None:
    catch = crawl("failing-pages", times=4, fetch={"article_tries": 3})
    assert [failure["url"].rpartition("/")[2] for failure in catch.failures] == ["500", "500", "500"]
    assert "500" in catch.failures[0]["reason"]
    assert len(catch.articles) == 1
    assert catch.queued == []


def test_a_file_or_the_home_page_is_not_taken_for_an_article(crawl: Crawl) -> None:
    catch = crawl("odd-pages")
    assert catch.articles == []
    reasons = {failure["url"].rpartition("/")[2]: failure["reason"] for failure in catch.failures}
    assert "application/pdf" in reasons["pdf"]
    assert "home page" in reasons["to-home"]


def test_a_short_retry_after_is_waited_for(crawl: Crawl) -> None:
    catch = crawl("429-seconds", fetch={"retries": 1})
    assert catch.outcome("429-seconds")["condition"] == "ok"
    assert len(catch.articles) == 3


def test_a_long_retry_after_in_seconds_or_as_a_date_is_reported(crawl: Crawl) -> None:
    in_seconds = crawl("429-long", fetch={"retries": 1}).outcome("429-long")
    assert in_seconds["condition"] == "rate-limited"
    assert in_seconds["retry_after"] == 600
    as_date = crawl("429-date", fetch={"retries": 1}).outcome("429-date")
    assert as_date["condition"] == "rate-limited"
    assert 1700 < as_date["retry_after"] <= 1800


def test_a_host_that_asks_for_a_pause_is_left_alone_and_its_pages_stay_queued(crawl: Crawl, server: WebServer) -> None:
    catch = crawl("429-pages", fetch={"retries": 1})
    assert sum(path.startswith("/page/429") for path in server.paths()) == 1
    assert len(catch.queued) == 4
    assert catch.failures == []
    outcome = catch.outcome("429-pages")
    assert outcome["condition"] == "ok"
    assert outcome["retry_after"] == 900
    assert "4 pages stay queued" in outcome["detail"]


def test_private_addresses_are_refused_unless_allowed(crawl: Crawl, server: WebServer) -> None:
    port = server.url.rpartition(":")[2]
    catch = crawl(
        "good",
        f"http://localhost:{port}/good",
        f"http://2130706433:{port}/good",
        fetch={"allow_private_addresses": False},
    )
    assert {outcome["condition"] for outcome in catch.outcomes} == {"private-address"}
    assert "allow_private_addresses" in catch.outcomes[0]["detail"]
    assert server.paths() == []


def test_robots_txt_is_asked_for_once_for_many_crawls(crawl: Crawl, server: WebServer) -> None:
    crawl("good", "many?n=3", "forbidden-feed", times=3)
    assert server.paths().count("/robots.txt") == 1


def test_robots_txt_that_answers_a_server_error_forbids_all(crawl: Crawl, server: WebServer) -> None:
    server.change_robots("status=503")
    outcome = crawl("good").outcome("good")
    assert outcome["condition"] == "server-error"
    assert "robots.txt" in outcome["detail"]
    assert "/good" not in server.paths()


def test_no_robots_txt_allows_all(crawl: Crawl, server: WebServer) -> None:
    server.change_robots("status=404")
    assert crawl("forbidden-feed").outcome("forbidden-feed")["condition"] == "ok"


def test_crawl_delay_sets_the_pace_from_robots_txt_on(crawl: Crawl, server: WebServer) -> None:
    server.change_robots("delay=25")
    catch = crawl("good", fetch={"max_cycle_time": "4s"})
    assert server.paths() == ["/robots.txt"]
    assert catch.conditions("good") == ["stopped"]


def test_a_long_crawl_delay_is_kept_by_leaving_pages_for_later_cycles(crawl: Crawl, server: WebServer) -> None:
    server.change_robots("delay=250")
    catch = crawl("good", fetch={"max_cycle_time": "1s"}, times=2)
    assert server.paths() == ["/robots.txt", "/good"]
    assert len(catch.queued) == 3
    assert catch.conditions("good") == ["ok", "rate-limited"]
    assert "robots.txt asks for 250 s between two requests" in catch.outcomes[1]["detail"]


def test_robots_txt_may_be_set_aside_by_the_config(crawl: Crawl, server: WebServer) -> None:
    catch = crawl("forbidden-feed", fetch={"obey_robots": False})
    assert catch.outcome("forbidden-feed")["condition"] == "ok"
    assert "/robots.txt" not in server.paths()


def test_the_user_agent_names_us_and_a_contact(crawl: Crawl, server: WebServer) -> None:
    crawl("good", fetch={"contact": "desk@example.org"})
    agents = {headers["User-Agent"] for _, headers in server.requests()}
    (agent,) = agents
    assert agent.startswith("Khabardar/")
    assert agent.endswith(" (+desk@example.org)")


def test_a_stop_in_mid_crawl_loses_no_link(crawl: Crawl) -> None:
    catch = crawl("slow-pages", stop_after=2, grace=5)
    fetched = {article["url"] for article in catch.articles}
    assert 2 <= len(fetched) < 40
    assert len(fetched | set(catch.queued)) == 40
    assert fetched.isdisjoint(catch.queued)
    assert catch.failures == []
    assert catch.conditions("slow-pages") == ["ok"]


def test_a_stop_breaks_off_what_outlasts_its_grace(crawl: Crawl, server: WebServer) -> None:
    catch = crawl("hanging-pages", stop_after=1, grace=0.2, fetch={"timeout": "20s"})
    assert len(catch.articles) == 1
    assert catch.queued == [f"{server.url}/hang?n=1"]
    assert catch.failures == []


def test_a_stop_at_the_very_beginning_is_not_forgotten(crawl: Crawl, server: WebServer) -> None:
    catch = crawl("hang", "good", stop_at_once=True, fetch={"timeout": "20s"})
    assert catch.conditions("hang") == ["stopped"]
    assert len(catch.outcomes) == 2


def test_a_desk_that_fails_ends_the_crawl_and_its_error_is_raised(crawl: Crawl) -> None:
    catch = crawl("slow-pages", full_desk=True)
    assert "raised: the disk is full" in catch.log
    assert len(catch.articles) == 1
    assert len(catch.queued) == 39


def test_a_crawl_ends_at_its_longest_time_and_says_which_sources_it_did_not_reach(crawl: Crawl) -> None:
    catch = crawl("hang", "slow?seconds=1", fetch={"timeout": "2s", "max_cycle_time": "1s"})
    assert len(catch.outcomes) == 2
    assert "stopped" in {outcome["condition"] for outcome in catch.outcomes}
