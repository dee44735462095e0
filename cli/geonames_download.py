"""Fetches a country file of GeoNames: the one thing of the gazetteer that needs a network."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from khabardar import __version__
from khabardar.errors import InputError, UsageError

ADDRESS = "https://download.geonames.org/export/dump/{country}.zip"
TIMEOUT = 30.0  # seconds without a byte
MOST_BYTES = 1_000_000_000  # the largest country file has 70 million
_CHUNK = 1 << 16


def download_country(country: str, address: str, folder: Path) -> Path:
    """The file of one ISO code in `folder`. Raises InputError that says what went wrong and the way out."""
    url = _url(country, address)
    path = folder / (Path(urllib.parse.urlsplit(url).path).name or f"{country}.zip")
    request = urllib.request.Request(url, headers={"User-Agent": f"khabardar/{__version__}"})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            _save(answer, path, url)
    except urllib.error.HTTPError as error:
        raise InputError(_refused(url, country, error.code)) from error
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)
        raise InputError(f"{url} can't be fetched: {reason}. {_way_out(country)}") from error
    return path


def _url(country: str, address: str) -> str:
    url = address.replace("{country}", country)
    if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
        raise UsageError(f"--from {address!r} is no address; write one such as {ADDRESS}")
    return url


def _save(answer: http.client.HTTPResponse, path: Path, url: str) -> None:
    wanted = answer.length  # None where the server does not say
    size = 0
    with path.open("wb") as file:
        while chunk := answer.read(_CHUNK):
            size += len(chunk)
            if size > MOST_BYTES:
                raise InputError(f"{url} goes on beyond {MOST_BYTES:,} bytes; that is no country file")
            file.write(chunk)
    if wanted is not None and size < wanted:
        raise InputError(f"{url} broke off after {size:,} of {wanted:,} bytes; try again")


def _refused(url: str, country: str, code: int) -> str:
    if code == http.HTTPStatus.NOT_FOUND:
        return f"{url}: not found; is {country!r} an ISO 3166-1 alpha-2 code, such as PK?"
    return f"{url} answered {code}. {_way_out(country)}"


def _way_out(country: str) -> str:
    return f"Where there is no network, bring the file from elsewhere: khabardar gazetteer add {country}.zip"
