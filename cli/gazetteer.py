"""`khabardar gazetteer`: what a name of a place is taken for, and more places for your own region."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import JsonOption, note, now, print_json, print_table
from khabardar.errors import InputError, UsageError

if TYPE_CHECKING:
    from extraction.gazetteer.lookup import Answer
    from extraction.gazetteer.places import Place
    from extraction.gazetteer.resolve import Scored
    from extraction.gazetteer.user_places import AddedFile

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    short_help="Names of places: lookup, add.",
    help="khabardar gazetteer lookup Kharan\n\nWhat a name of a place is taken for, and more places for your region.",
)


@app.command("lookup", short_help="What a name resolves to, why, and its alternatives.")
def lookup(
    name: Annotated[str, typer.Argument(help="As in an article: Kharan, or 'Kharan district'.")],
    near: Annotated[list[str] | None, typer.Option(help="A place named beside it; may be given again.")] = None,
    country: Annotated[str | None, typer.Option(help="The source's country, ISO 3166-1 alpha-2.")] = None,
    json: JsonOption = False,
) -> None:
    """khabardar gazetteer lookup Dasht --near Mastung --country PK

    What a name is taken for, why, and the other places of that name, best first, each with the line of the place file
    that knows it. docs/gazetteer.md says what the points are for.
    """
    from extraction.gazetteer import default_gazetteer
    from extraction.gazetteer.lookup import look_up

    code = _country(country)
    beside = [_meant(look_up(default_gazetteer(), other, code)) for other in near or []]
    answer = look_up(default_gazetteer(), name, code, beside)
    if json:
        return print_json(_as_json(answer))
    print(f"{name}: {answer.why}" if answer.place else f"{name}: no place. {answer.why}")
    if answer.doubt is not None:
        print(f"In a text these words alone name no place; they are read as: {answer.doubt}")
    print()
    return print_table(
        ("", "place", "latitude", "longitude", "points", "because", "known from"),
        [_row(scored, answer.place) for scored in answer.candidates],
    )


@app.command("add", short_help="Load a GeoNames country file into your own index.")
def add(
    what: Annotated[str, typer.Argument(metavar="FILE|COUNTRY", help="PK.zip or PK.txt, or an ISO code to download.")],
    address: Annotated[
        str, typer.Option("--from", help="Where a country is downloaded from; {country} stands for its code.")
    ] = "",
    json: JsonOption = False,
) -> None:
    """khabardar gazetteer add PK

    Load all places of a country from GeoNames, 27,000 for Pakistan, into an index of your own that stands behind the
    places shipped with Khabardar. The file is read from disk, or downloaded from GeoNames where only a country's code
    is given. The data are CC BY 4.0: whoever shows them names GeoNames.
    """
    from extraction.gazetteer.user_places import user_index_path

    index = user_index_path()
    added = _added(what, address, index, now())
    if json:
        return print_json(_added_as_json(added, index))
    places = f"{added.places:,} places in {', '.join(added.countries)}"
    print(
        f"{added.name}: nothing new, it was there already" if added.known else f"{added.name}: {places}, now in {index}"
    )
    print(f"{added.attribution} Licence: {added.licence}")
    return note("a daemon that runs knows them after a restart")


def _added(what: str, address: str, index: Path, moment: datetime) -> AddedFile:
    from extraction.gazetteer.user_places import add_geonames_file

    if Path(what).exists():
        if address:
            raise UsageError(f"{what} is a file here; --from goes with a country's code")
        return add_geonames_file(Path(what), index, moment)
    if len(what) != 2 or not (what.isascii() and what.isalpha()):
        raise InputError(f"{what} is neither a file here nor a country's code; give PK.zip, or PK to download it")
    from cli.geonames_download import ADDRESS, download_country

    with TemporaryDirectory(prefix="khabardar-") as folder:
        return add_geonames_file(download_country(what.upper(), address or ADDRESS, Path(folder)), index, moment)


def _country(code: str | None) -> str | None:
    if code is None:
        return None
    if len(code) != 2 or not (code.isascii() and code.isalpha()):
        raise UsageError(f"--country {code!r} is no ISO 3166-1 alpha-2 code, such as PK")
    return code.upper()


def _meant(answer: Answer) -> Place:
    if answer.place is None:
        raise InputError(f"--near {answer.name}: {answer.why}")
    return answer.place


def _row(scored: Scored, chosen: Place | None) -> tuple[object, ...]:
    from extraction.explaining.lines import data_line

    place = scored.place
    mark = "→" if place == chosen else ""
    because = "; ".join(scored.grounds) or "its kind and size"
    points = f"{scored.points:.1f}"
    return mark, place.label, place.latitude, place.longitude, points, because, data_line(place.where)


def _as_json(answer: Answer) -> dict[str, object]:
    candidates = [
        _place_as_json(scored.place) | {"points": round(scored.points, 2), "grounds": list(scored.grounds)}
        for scored in answer.candidates
    ]
    place = _place_as_json(answer.place) if answer.place is not None else None
    return {"name": answer.name, "place": place, "why": answer.why, "doubt": answer.doubt, "candidates": candidates}


def _place_as_json(place: Place) -> dict[str, object]:
    from dataclasses import asdict

    from extraction.explaining.lines import data_line

    cells = {name: value for name, value in asdict(place).items() if name != "where"}
    return cells | {"known_from": data_line(place.where)}


def _added_as_json(added: AddedFile, index: Path) -> dict[str, object]:
    from dataclasses import asdict

    return asdict(added) | {"index": str(index)}
