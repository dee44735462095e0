"""`khabardar sources test`: what a site offers, and the declaration to paste."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import DEFAULT_CONFIG, ConfigOption, JsonOption, load, note, now, print_json
from khabardar.errors import UsageError
from khabardar.vocabulary import SourceKind

if TYPE_CHECKING:
    from crawler.discovering import Discovered
    from crawler.discovery import Finding
    from khabardar.config import Config
    from khabardar.config.models import SourceConfig

_KINDS = {"feed": "feed", "sitemap": "sitemap", "section": "page of links"}


def register(app: typer.Typer) -> None:
    """Add the command to the group `sources`."""
    app.command("test", short_help="Find a site's feeds and sitemaps; print the declaration.")(look)


def look(
    address: Annotated[str, typer.Argument(help="A site, a feed, or the id of a source.", metavar="URL")],
    config: ConfigOption = DEFAULT_CONFIG,
    json: JsonOption = False,
) -> None:
    """khabardar sources test https://paper.example/

    Look on a site for feeds and sitemaps: in what its page names, in robots.txt, at the usual addresses. Each one found
    is printed as a declaration for config.yaml, with what it holds and whether its articles can be read. Nothing is
    stored, and the site is asked as politely as in every crawl. Exit code 1: nothing usable was found.
    """
    from khabardar.config import Config

    settings = load(config) if config.exists() else Config()
    url = _url(address, settings)
    found = _discovered(url, settings)
    if json:
        print_json(_as_dict(found))
    else:
        _print(found, settings)
    if not any(finding.is_usable for finding in found.findings):
        raise typer.Exit(1)


def _url(address: str, settings: Config) -> str:
    known = {source.id: source.url for source in settings.sources}
    if address in known:
        return known[address]
    if "://" not in address and "." in address and not Path(address).exists():
        address = f"https://{address}"
    if not address.startswith(("http://", "https://")):
        raise UsageError(f"{address!r} is neither a web address nor the id of a source")
    return address


def _discovered(url: str, settings: Config) -> Discovered:
    from scheduler.reactor import run_on_reactor

    async def main() -> Discovered:
        from crawler.discovering import discover
        from crawler.pool import WorkerPool

        with closing(WorkerPool(1)) as pool:
            return await discover(url, settings.fetch, pool, now)

    return run_on_reactor(main)


def _print(found: Discovered, settings: Config) -> None:
    from khabardar.config.declaring import declaration

    usable = [finding for finding in found.findings if finding.is_usable]
    for finding in found.findings:
        if not finding.is_usable:
            note(f"{finding.candidate.url} ({finding.candidate.found}): {finding.condition}: {finding.detail}")
    if found.fault and not found.findings:
        note(f"{found.url}: {found.fault}")
    if not usable:
        note("nothing usable was found; if the site has a page of news, declare it as kind: section (see config.yaml)")
        return
    taken = {source.id for source in settings.sources}
    known = {source.url: source.id for source in settings.sources}
    print("# below `sources:` in config.yaml; look at publisher, side and country: they are guesses\n")
    for finding in usable:
        source = _declared(finding, found, taken)
        taken.add(source.id)
        remarks = [*_remarks(finding)]
        if finding.candidate.url in known:
            remarks.append(f"in {known[finding.candidate.url]!r} already")
        print(declaration(source, remarks))


def _remarks(finding: Finding) -> list[str]:
    newest = f"the newest of {_day(finding.newest)}" if finding.newest else "none with a date"
    lines = [f"{_KINDS[finding.candidate.kind]}; {finding.candidate.found}; {finding.items} items, {newest}"]
    if finding.pages:
        read = [length for length in finding.pages if length]
        words = f" ({', '.join(map(str, read))} characters)" if read else ""
        lines.append(f"{len(read)} of {len(finding.pages)} articles tried can be read{words}")
    lines += [f"but: {fault}" for fault in finding.page_faults]
    return lines


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} {moment.tzname()}"


def _declared(finding: Finding, found: Discovered, taken: set[str]) -> SourceConfig:
    from khabardar.config.declaring import country_of, publisher_of, suggested_id, zone_of
    from khabardar.config.models import SourceConfig

    url, country = finding.candidate.url, country_of(finding.candidate.url)
    kind = "" if finding.candidate.kind is SourceKind.FEED else f" {finding.candidate.kind}"
    id_ = suggested_id(found.url, f"{found.site.name or publisher_of(found.url)}{kind}", taken)
    return SourceConfig.model_validate(
        {
            "id": id_,
            "name": found.site.name or id_,
            "kind": finding.candidate.kind,
            "url": url,
            "publisher": publisher_of(found.url),
            "language": found.site.language,
            "country": country,
            "timezone": zone_of(country),
            "selectors": {"list": finding.selector} if finding.selector else None,
            "checked": now().date(),
        }
    )


def _as_dict(found: Discovered) -> dict[str, object]:
    return asdict(found) | {"findings": [asdict(one) | {"usable": one.is_usable} for one in found.findings]}
