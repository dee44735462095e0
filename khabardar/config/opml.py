"""Lists of feeds as other readers keep them (OPML 1 and 2), in and out.

Out, each source carries in a namespace of ours what OPML has no word for: all but its rules and polling bounds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from khabardar.config.declaring import country_of, publisher_of, suggested_id, zone_of
from khabardar.config.models import SourceConfig
from khabardar.errors import InputError
from khabardar.vocabulary import Side, SourceKind

_OURS = "urn:khabardar:source"
_CELLS = ("id", "kind", "publisher", "side", "language", "country", "timezone")
_OFF = f"{{{_OURS}}}off"
_ELSEWHERE = "elsewhere"


def read_opml(text: bytes, file: str, taken: Collection[str]) -> list[SourceConfig]:
    """The feeds of a list, as sources; `taken`: ids that are in use. Raises InputError where it is no OPML."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"{file}: no XML: {error}") from error
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise InputError(f"{file}: no OPML; export your list of feeds from your reader as OPML")
    used, found = set(taken), []
    for outline in _outlines(root):
        source = _source(outline, used)
        used.add(source.id)
        found.append(source)
    return found


def write_opml(sources: Sequence[SourceConfig], title: str) -> bytes:
    """One list, in groups by country. Section pages and sitemaps are links there: readers of feeds can't read them."""
    root = etree.Element("opml", version="2.0", nsmap={"khabardar": _OURS})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    groups = dict.fromkeys(source.country or _ELSEWHERE for source in sources)
    for name in groups:
        group = etree.SubElement(body, "outline", text=name)
        for source in sources:
            if (source.country or _ELSEWHERE) == name:
                _add(group, source)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True))


def _outlines(root: Any) -> Iterator[dict[str, str]]:
    """Those with an address, each once; letter case of attributes differs from reader to reader."""
    seen = set()
    for element in root.iter("{*}outline", "outline"):
        cells = {
            name if name.startswith("{") else name.lower(): value.strip() for name, value in element.attrib.items()
        }
        url = cells.get("xmlurl") or (cells.get("url", "") if f"{{{_OURS}}}kind" in cells else "")
        if urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname and url not in seen:
            seen.add(url)
            yield cells | {"address": url}


def _source(cells: dict[str, str], used: Collection[str]) -> SourceConfig:
    url, name = cells["address"], cells.get("title") or cells.get("text") or ""
    home = cells.get("htmlurl") or url
    own = {cell: cells[f"{{{_OURS}}}{cell}"] for cell in _CELLS if f"{{{_OURS}}}{cell}" in cells}
    country = own.get("country") or (country_of(home) if not own else None)
    id_ = own["id"] if own.get("id") and own["id"] not in used else suggested_id(home, name, used)
    kind = SourceKind(own.get("kind", SourceKind.FEED))
    return SourceConfig.model_validate(
        {
            "id": id_,
            "name": " ".join(name.split()) or id_,
            "kind": kind,
            "url": url,
            "publisher": own.get("publisher") or publisher_of(home),
            "side": own.get("side") or Side.INDEPENDENT,
            "language": own.get("language") or cells.get("language", "en").split("-")[0].lower() or "en",
            "country": country,
            "timezone": own.get("timezone") or (zone_of(country) if not own else None),
            "selectors": {"list": cells[f"{{{_OURS}}}list"]} if kind is SourceKind.SECTION else None,
            "enabled": _OFF not in cells,
        }
    )


def _add(group: Any, source: SourceConfig) -> None:
    parts = urlsplit(source.url)
    address = {"type": "rss", "xmlUrl": source.url} if source.kind is SourceKind.FEED else {"type": "link"}
    told = {"text": source.name or source.id, "title": source.name or source.id, **address}
    more = {"htmlUrl": f"{parts.scheme}://{parts.netloc}/"} if source.kind is SourceKind.FEED else {"url": source.url}
    element = etree.SubElement(group, "outline", **told, **more)
    for cell in _CELLS:
        value = getattr(source, cell)
        if value is not None and value != "":
            element.set(f"{{{_OURS}}}{cell}", str(getattr(value, "value", value)))
    if not source.enabled:
        element.set(_OFF, "true")
    if source.selectors and source.kind is SourceKind.SECTION:
        element.set(f"{{{_OURS}}}list", source.selectors.list)
