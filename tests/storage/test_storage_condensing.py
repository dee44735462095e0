"""Retention cuts texts down to their quotes, and every quote reads as before."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from storage_samples import LATER, NOW, article, cluster, facts, keep, marks, reading, report, resolution

from khabardar.records import Report, Span
from khabardar.vocabulary import ArticleState
from storage.condensing import condense

TEXT = (
    "QUETTA: A long first paragraph that nobody quotes and that goes on and on about the weather of the week.\n\n"
    "Gunmen attacked a post in Mand on Monday night, and three soldiers were killed there, an official said.\n\n"
    "A last paragraph recalls that the road had been closed for a week because of snow on the pass above it."
)


def quoting(*words: str, key: str = "r1") -> Report:
    spans = tuple(Span(TEXT.index(word), TEXT.index(word) + len(word)) for word in words)
    return Report(key, facts(), evidence={"place": spans[:1], "killed.security": spans[1:]})


def quotes(storage, stored):
    text = storage.article(stored.article_id).text
    return {cell: [text[s.start : s.end] for s in spans] for cell, spans in stored.report.evidence.items()}


def test_quotes_stay_and_the_rest_goes(storage):
    keep(storage, 1, quoting("Mand", "three soldiers were killed"), text=TEXT)
    storage.pending_reports(10)
    assert storage.condense_texts(LATER, LATER, 10) == 0  # its report still waits to be matched
    (stored,) = storage.reports_of_article(article(1).id)
    storage.apply(resolution(cluster(stored.id)), NOW)
    assert storage.condense_texts(NOW, LATER, 10) == 0  # it was fetched at that very moment
    assert storage.condense_texts(NOW + timedelta(seconds=1), LATER, 10) == 1
    (stored,) = storage.reports_of_article(article(1).id)
    assert quotes(storage, stored) == {"place": ["Mand"], "killed.security": ["three soldiers were killed"]}
    text = storage.article(article(1).id).text
    assert "weather" not in text
    assert "snow" not in text
    assert text.startswith("[…] ")
    assert storage.condense_texts(NOW + timedelta(seconds=1), LATER, 10) == 0
    assert storage.verify() == []


def test_a_condensed_article_is_not_read_again_and_its_old_page_is_no_news(storage):
    keep(storage, 1, text=TEXT)
    storage.condense_texts(LATER, LATER, 10)
    assert storage.article(article(1).id).text == ""
    assert storage.articles_read(unless=None, since=None, after=None, limit=5) == []
    assert not storage.revise_article(article(1, text=TEXT))
    assert storage.revise_article(article(1, text=TEXT + " The toll rose to four."))
    assert storage.article_state(article(1).id) is ArticleState.FETCHED
    assert "weather" in storage.article(article(1).id).text


def test_what_superseded_readings_quoted_stays_too(storage):
    keep(storage, 1, quoting("Mand", "three soldiers were killed"), text=TEXT)
    (old,) = storage.reports_of_article(article(1).id)
    newer = replace(reading(quoting("a post in Mand", "snow on the pass")), engine_version="2")
    storage.replace_reading(article(1).id, newer, {"r1": old.id}, marks(), LATER)
    storage.apply(resolution(cluster(old.id)), NOW)
    assert storage.condense_texts(LATER, LATER, 10) == 1
    (superseded,) = storage.superseded_reports(article(1).id)
    text = storage.article(article(1).id).text
    said = [text[s.start : s.end] for spans in superseded.report.evidence.values() for s in spans]
    assert sorted(said) == ["Mand", "three soldiers were killed"]
    (live,) = storage.reports_of_article(article(1).id)
    assert quotes(storage, live) == {"place": ["a post in Mand"], "killed.security": ["snow on the pass"]}


def test_texts_that_were_rewritten_are_condensed_as_well(storage):
    keep(storage, 1, report(), text=TEXT)
    storage.revise_article(article(1, text="A new text, and a longer one than before: four soldiers were killed."))
    assert storage.condense_texts(LATER, LATER, 10) == 1  # the earlier one; the new one was not read yet
    assert "weather" not in storage.article(article(1).id, 1).text


@given(
    st.text(alphabet="ab .\n", max_size=400), st.lists(st.tuples(st.integers(0, 400), st.integers(0, 60)), max_size=8)
)
def test_every_span_reads_the_same_in_the_shorter_text(text, drawn):
    spans = [(start, start + length) for start, length in drawn if start + length <= len(text)]
    shorter = condense(text, spans)
    for start, end in spans:
        first, last = shorter.moved((start, end))
        assert shorter.text[first:last] == text[start:end]
