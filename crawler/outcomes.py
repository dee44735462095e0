"""What a source's own address answered, as the outcome that the scheduler gets."""

from __future__ import annotations

from datetime import datetime

from scrapy.http import Response

from crawler.answers import body_hash, freshness, header, moved_to
from crawler.reading.documents import Listing
from crawler.visit import Visit
from khabardar.records import PollOutcome, Wishes
from khabardar.vocabulary import PollCondition


def listed(visit: Visit, response: Response, listing: Listing, now: datetime) -> PollOutcome:
    """The address gave a list, with news or without."""
    moved = moved_to(response)
    notes = (listing.detail, f"moved for good to {moved}; change the url" if moved else "")
    pauses = [pause for pause in (listing.min_interval, freshness(response)) if pause]
    # An index stays the same, byte for byte, while the sitemaps that it names change; and a feed that stays empty
    # must go on saying so, not "not modified".
    changes_show = bool(listing.links)
    return PollOutcome(
        source_id=visit.source.id,
        condition=listing.condition,
        at=now,
        detail="; ".join(filter(None, notes)),
        status=response.status,
        etag=header(response, "ETag") if changes_show else None,
        last_modified=header(response, "Last-Modified") if changes_show else None,
        body_hash=body_hash(response) if changes_show else None,
        min_interval=max(pauses, default=None),
        full=visit.asks_in_full,
        moved_to=moved,
        wishes=Wishes(listing.min_interval, listing.skip_hours, listing.skip_days),
    )


def unchanged(visit: Visit, response: Response, now: datetime) -> PollOutcome:
    """It answered 304, or the same bytes as before."""
    moved = moved_to(response)
    if response.status == 304 and visit.asks_in_full:
        return PollOutcome(
            visit.source.id,
            PollCondition.BROKEN_CONTENT,
            now,
            "the server answers 304 to a request that had no validators; its cache is at fault: tell the site",
            response.status,
        )
    return PollOutcome(
        source_id=visit.source.id,
        condition=PollCondition.NOT_MODIFIED,
        at=now,
        detail=f"moved for good to {moved}; change the url" if moved else "",
        status=response.status,
        etag=header(response, "ETag") or visit.state.etag,
        last_modified=header(response, "Last-Modified") or visit.state.last_modified,
        body_hash=visit.state.body_hash,
        min_interval=freshness(response),
        full=visit.asks_in_full,
        moved_to=moved,
    )
