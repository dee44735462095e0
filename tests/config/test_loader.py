"""Loading a config: every fault at once, each with its line, its path and a way out."""

from pathlib import Path

import pytest

from khabardar.config import Config, load_config
from khabardar.config.loader import parse_config
from khabardar.errors import ConfigError, ConfigFault

_SOURCE = "sources:\n  - id: paper\n    url: https://paper.example/feed\n"


def faults_of(text: str) -> list[ConfigFault]:
    with pytest.raises(ConfigError) as caught:
        parse_config(text, Path("config.yaml"))
    return caught.value.faults


def only_fault_of(text: str) -> ConfigFault:
    (fault,) = faults_of(text)
    return fault


def test_an_empty_file_is_all_defaults():
    assert parse_config("", Path("config.yaml")) == Config()
    assert parse_config("# nothing yet\n", Path("config.yaml")) == Config()


def test_all_faults_come_at_once_in_the_order_of_their_lines():
    faults = faults_of("timezone: Asia/Quetta\nfetch:\n  delay: fast\n  retries: 9\nshedule:\n  tick: 10s\n")

    assert [(fault.line, fault.path) for fault in faults] == [
        (1, "timezone"),
        (3, "fetch.delay"),
        (4, "fetch.retries"),
        (5, "shedule"),
    ]


def test_the_error_prints_one_line_a_fault_with_file_line_and_path():
    with pytest.raises(ConfigError) as caught:
        parse_config("log:\n  level: loud\n  formt: json\n", Path("my.yaml"))

    assert str(caught.value).splitlines() == [
        "my.yaml:2: log.level: 'loud' is not one of debug, info, warning, error",
        "my.yaml:3: log.formt: unknown option (did you mean 'format'?)",
    ]
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(
    ("text", "line", "path", "guess"),
    [
        ("fetc:\n  delay: 1s\n", 1, "fetc", "fetch"),
        ("fetch:\n  obey_robot: true\n", 2, "fetch.obey_robot", "obey_robots"),
        (f"{_SOURCE}    publsher: us\n", 4, "sources.0.publsher", "publisher"),
        (f"{_SOURCE}    selectors:\n      lst: a\n", 5, "sources.0.selectors.lst", "list"),
    ],
)
def test_an_unknown_option_is_refused_with_what_may_have_been_meant(text, line, path, guess):
    fault = only_fault_of(text)

    assert (fault.line, fault.path) == (line, path)
    assert fault.message == f"unknown option (did you mean {guess!r}?)"


def test_an_unknown_option_like_no_other_gets_no_guess():
    assert only_fault_of("weather: fair\n").message == "unknown option"


def test_a_wrong_choice_names_the_choices_and_the_nearest():
    fault = only_fault_of(f"{_SOURCE}    side: offical\n")

    assert fault == ConfigFault(
        4, "sources.0.side", "'offical' is not one of independent, official, group (did you mean 'official'?)"
    )


@pytest.mark.parametrize("duration", ["10", "'10'", "ten minutes", "10 m", "-5m", "5y", "true"])
def test_a_duration_without_a_unit_that_we_know_is_refused_with_examples(duration):
    fault = only_fault_of(f"fetch:\n  timeout: {duration}\n")

    assert (fault.line, fault.path) == (2, "fetch.timeout")
    assert "90s, 15m, 1h30m or 2d" in fault.message


def test_a_zone_that_does_not_exist_is_refused_with_an_example():
    fault = only_fault_of(f"{_SOURCE}    timezone: Pakistan Time\n")

    assert (fault.line, fault.path) == (4, "sources.0.timezone")
    assert "Asia/Karachi" in fault.message


@pytest.mark.parametrize("url", ["paper.example/feed", "ftp://paper.example/feed", "https://", "https://a b/feed"])
def test_an_address_that_is_none_is_refused(url):
    fault = only_fault_of(f"sources:\n  - id: paper\n    url: {url}\n")

    assert (fault.line, fault.path) == (3, "sources.0.url")
    assert "http:// or https://" in fault.message


@pytest.mark.parametrize("value", ["pk", "PAK", "Pakistan"])
def test_a_country_is_two_capital_letters(value):
    assert only_fault_of(f"country: {value}\n").path == "country"


def test_a_database_of_another_kind_is_refused_with_the_right_form():
    fault = only_fault_of("storage:\n  url: mysql://localhost/news\n")

    assert (fault.line, fault.path) == (2, "storage.url")
    assert "sqlite:///khabardar.db" in fault.message


def test_sources_of_one_id_are_refused_each_at_its_line_beside_other_faults():
    twice = "  - id: paper\n    url: https://other.example\n"
    faults = faults_of(f"{_SOURCE}{twice}{twice}log:\n  level: loud\n")

    assert [(fault.line, fault.path) for fault in faults] == [
        (4, "sources.1.id"),
        (6, "sources.2.id"),
        (9, "log.level"),
    ]
    assert "line 2 has the id 'paper' already" in faults[0].message


def test_a_source_without_an_address_is_refused_at_its_line():
    fault = only_fault_of("sources:\n  - id: one\n    url: https://one.example\n  - id: two\n")

    assert fault == ConfigFault(4, "sources.1.url", "is missing")


def test_a_section_page_without_selectors_is_refused_with_what_it_needs():
    fault = only_fault_of(f"{_SOURCE}    kind: section\n")

    assert fault.path == "sources.0"
    assert "selectors: {list:" in fault.message


def test_bounds_the_wrong_way_round_are_refused():
    assert "poll_min is longer" in only_fault_of(f"{_SOURCE}    poll_min: 2h\n    poll_max: 1h\n").message
    assert only_fault_of("schedule:\n  poll_min: 13h\n").path == "schedule"


def test_an_option_named_twice_is_refused_at_its_second_line():
    fault = only_fault_of("fetch:\n  delay: 1s\n  delay: 2s\n")

    assert fault.line == 3
    assert "not YAML" in fault.message


def test_what_is_not_yaml_is_refused_with_the_line_of_the_trouble():
    fault = only_fault_of("timezone: UTC\nfetch: [1, 2\nlog:\n  level: info\n")

    assert fault.line >= 2
    assert fault.message.startswith("not YAML: ")


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words\n", "42\n"])
def test_yaml_that_is_no_list_of_options_is_refused(text):
    assert "option: value" in only_fault_of(text).message


def test_a_missing_file_says_how_to_get_one(tmp_path):
    with pytest.raises(ConfigError, match="khabardar init"):
        load_config(tmp_path / "config.yaml")


def test_a_folder_or_other_bytes_are_refused_without_a_traceback(tmp_path):
    with pytest.raises(ConfigError, match="can't be read"):
        load_config(tmp_path)

    (tmp_path / "config.yaml").write_bytes(b"timezone: \xff\xfe\n")
    with pytest.raises(ConfigError, match="can't be read"):
        load_config(tmp_path / "config.yaml")


def test_a_relative_database_lies_beside_the_config(tmp_path):
    (tmp_path / "config.yaml").write_text("storage:\n  url: sqlite:///data/rows.db\n")

    assert load_config(tmp_path / "config.yaml").storage.url == f"sqlite:///{tmp_path}/data/rows.db"


def test_a_source_takes_what_it_does_not_say_from_the_top():
    config = parse_config(f"timezone: Asia/Karachi\ncountry: PK\n{_SOURCE}", Path("config.yaml"))
    (source,) = config.source_records()

    assert (source.name, source.publisher) == ("paper", "paper")
    assert (source.timezone, source.country) == ("Asia/Karachi", "PK")
    assert (source.poll_min, source.poll_max) == (config.schedule.poll_min, config.schedule.poll_max)
