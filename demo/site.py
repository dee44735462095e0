"""Where the bundled site lies, and the config that points Khabardar at it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from demo.content import Fault, ListingKind, Outlet, load_content
from khabardar.config.jobs import JobsConfig, every
from khabardar.config.models import (
    Config,
    FetchConfig,
    ScheduleConfig,
    SelectorsConfig,
    SourceConfig,
    StorageConfig,
)
from khabardar.errors import InputError
from khabardar.vocabulary import SourceKind

# tcpmux, which nothing listens on: the outlet that is down refuses every connection
_REFUSING = "http://127.0.0.1:1"
_KINDS = {ListingKind.NEWS_SITEMAP: SourceKind.SITEMAP, ListingKind.SECTION: SourceKind.SECTION}
_RELEASES = SelectorsConfig(list="a.release")


def site_folder() -> Path:
    """The site's content: beside this module in an installed package, else in the checkout's examples."""
    here = Path(__file__).resolve().parent
    for folder in (here / "site", here.parent / "examples" / "site"):
        if (folder / "outlets.yaml").is_file():
            return folder
    raise InputError(f"the bundled news site is missing; looked beside {here}; install Khabardar again")


def demo_sources(base_url: str) -> list[SourceConfig]:
    """Every outlet of the site as served at `base_url`, the one that is down included."""
    return [_source(outlet, base_url) for outlet in load_content(site_folder()).outlets]


def demo_config(base_url: str, database: Path) -> Config:
    """All defaults but those that a site on loopback needs: no delay, private addresses, short waits."""
    return Config(
        timezone="Asia/Karachi",
        country="PK",
        storage=StorageConfig(url=f"sqlite:///{database}"),
        fetch=FetchConfig(
            contact="demo@localhost",
            delay=timedelta(0),
            timeout=timedelta(seconds=10),
            retries=0,
            max_cycle_time=timedelta(minutes=1),
            allow_private_addresses=True,
        ),
        schedule=ScheduleConfig(
            grace=timedelta(seconds=5),
            poll_min=timedelta(seconds=1),
            poll_max=timedelta(seconds=1),
        ),
        jobs=JobsConfig(poll=every("1s")),
        sources=tuple(demo_sources(base_url)),
    )


def _source(outlet: Outlet, base_url: str) -> SourceConfig:
    host = _REFUSING if outlet.fault is Fault.DOWN else base_url
    return SourceConfig(
        id=outlet.id,
        name=outlet.name,
        kind=_KINDS.get(outlet.kind, SourceKind.FEED),
        url=host + outlet.listing_path,
        publisher=outlet.publisher,
        side=outlet.side,
        language=outlet.language,
        country=outlet.country,
        timezone=outlet.timezone,
        selectors=_RELEASES if outlet.kind is ListingKind.SECTION else None,
    )
