"""Names that come out the same everywhere."""

from khabardar.identity import article_id, content_hash, incident_id


def test_ids_depend_on_nothing_but_what_they_name():
    assert article_id("https://x.example/a") == "5189a0d6687e54f4"
    assert incident_id("https://x.example/a", "a") == "KB-QXTIBFI"
    assert incident_id("https://x.example/a", "a") != incident_id("https://x.example/a", "b")
    assert incident_id("https://x.example/a", "a", 1) != incident_id("https://x.example/a", "a")


def test_white_space_and_case_do_not_change_a_content_hash():
    assert content_hash("Two  words\n") == content_hash("two words")
    assert content_hash("two words") != content_hash("three words")
