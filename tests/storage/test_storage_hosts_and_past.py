from datetime import timedelta

from storage_samples import LATER, NOW

from khabardar.records import HostHold, Link


def test_a_hold_replaces_the_one_before_and_outlasts_the_process(storage):
    storage.save_host_hold(HostHold("news.example", NOW, 1, "it answered 503"))
    hold = HostHold("news.example", NOW + timedelta(hours=1), 2, "it answered 429")
    storage.save_host_hold(hold)
    assert storage.host_holds() == {"news.example": hold}


def test_lists_of_the_past_are_known_by_source_and_days(storage):
    storage.save_past_document("dawn", "2024-01-01/2024-01-31", "https://a.example/s.xml", 7, NOW)
    storage.save_past_document("dawn", "2024-01-01/2024-01-31", "https://a.example/s.xml", 8, LATER)
    assert storage.past_documents("dawn", "2024-01-01/2024-01-31") == {"https://a.example/s.xml"}
    assert storage.past_documents("dawn", "2024-02-01/2024-02-29") == frozenset()
    assert storage.past_documents("herald", "2024-01-01/2024-01-31") == frozenset()


def test_links_of_the_past_have_a_queue_of_their_own(storage):
    today, past = Link("https://a.example/1", "dawn"), Link("https://a.example/2", "dawn", of_past=True)
    storage.queue_links([today, past], NOW)
    assert [link.url for link in storage.queued_links("dawn")] == [today.url]
    assert storage.queued_links("dawn", of_past=True) == [past]
