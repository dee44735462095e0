"""`gazetteer lookup` and `gazetteer add`, the latter from disk and from a real server on loopback."""

import json
import os
import socket
import subprocess
import sys
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pytest

ROWS = [
    ["1", "Zarkoonabad District", "A", "ADM2", "77", "0"],
    ["2", "Zarkoonabad", "P", "PPLA2", "77", "9000"],
    ["3", "Lesser Zarkoonabad", "P", "PPL", "77", "0"],
]


def country_file() -> str:
    lines = []
    for number, name, group, feature, admin2, people in ROWS:
        cells = [number, name, name, "", "27.5", "66.25", group, feature, "PK", "", "02", admin2, "", "", people]
        lines.append("\t".join([*cells, "", "900", "Asia/Karachi", "2024-01-01"]))
    return "\n".join(lines) + "\n"


def zipped() -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("PK.txt", country_file())
    return packed.getvalue()


class Dump(BaseHTTPRequestHandler):
    """`/dump/PK.zip` is well; `/short/…` breaks off, `/busy/…` refuses; all else is not found."""

    def do_GET(self):
        body = zipped()
        if self.path == "/busy/PK.zip":
            self.send_error(503)
        elif self.path in ("/dump/PK.zip", "/short/PK.zip"):
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body if self.path.startswith("/dump") else body[:100])
        else:
            self.send_error(404)

    def log_message(self, *words):
        pass


@pytest.fixture(scope="module")
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Dump) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_port}"
        httpd.shutdown()


@pytest.fixture
def gazetteer(tmp_path):
    """The command group, with a folder of its own for the user's data."""

    def call(*words: str) -> subprocess.CompletedProcess:
        environment = os.environ | {"XDG_DATA_HOME": str(tmp_path / "data"), "NO_PROXY": "127.0.0.1", "COLUMNS": "200"}
        command = [sys.executable, "-m", "cli.main", "gazetteer", *words]
        return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=Path.cwd(), check=False)

    return call


def test_lookup_says_what_is_meant_and_why_and_what_else(gazetteer):
    done = gazetteer("lookup", "Dasht", "--near", "Mastung", "--country", "pk")
    assert done.returncode == 0, done.stderr
    first, *others = (line for line in done.stdout.splitlines() if "Dasht, " in line and ".csv:" in line)
    assert first.startswith("→")
    assert "Mastung" in first
    assert "near Mastung" in first
    assert any("Kech" in line for line in others)
    assert gazetteer("lookup", "Dasht", "--near", "Turbat").stdout.startswith("Dasht: Dasht, Kech")


def test_lookup_heeds_the_kind_beside_the_name(gazetteer):
    answer = json.loads(gazetteer("lookup", "Kharan district", "--json").stdout)
    assert answer["place"]["kind"] == "district"
    assert {candidate["kind"] for candidate in answer["candidates"]} >= {"town", "district"}
    file, line = answer["place"]["known_from"].rsplit(":", 1)
    assert "Kharan" in Path(file).read_text(encoding="utf-8").splitlines()[int(line) - 1]


def test_lookup_says_that_a_name_is_part_of_another(gazetteer):
    assert "In a text these words alone name no place" in gazetteer("lookup", "Quetta Gladiators").stdout


def test_a_place_far_from_the_country_is_refused_with_its_alternatives(gazetteer):
    answer = json.loads(gazetteer("lookup", "Killi Ismail", "--country", "CO", "--json").stdout)
    assert answer["place"] is None
    assert "not in CO" in answer["why"]
    assert answer["candidates"]


def test_an_unknown_name_is_an_error_with_the_way_out(gazetteer):
    done = gazetteer("lookup", "Balocistan")
    assert done.returncode == 1
    assert "Balochistan, PK (province)" in done.stderr
    assert "khabardar gazetteer add" in done.stderr


def test_a_wrong_country_code_is_a_usage_error(gazetteer):
    assert gazetteer("lookup", "Quetta", "--country", "Pakistan").returncode == 2


def test_a_file_from_disk_is_added_once_and_found_from_then_on(gazetteer, tmp_path):
    (tmp_path / "PK.txt").write_text(country_file(), encoding="utf-8")
    done = gazetteer("add", str(tmp_path / "PK.txt"))
    assert done.returncode == 0, done.stderr
    assert "3 places in PK" in done.stdout
    assert "GeoNames" in done.stdout
    assert "CC BY 4.0" in done.stdout
    assert "nothing new" in gazetteer("add", str(tmp_path / "PK.txt")).stdout
    answer = json.loads(gazetteer("lookup", "Zarkoonabad", "--json").stdout)
    assert (answer["place"]["admin1"], answer["place"]["known_from"]) == ("Balochistan", "places.sqlite")


def test_a_country_is_downloaded_from_the_address_given(gazetteer, server):
    done = gazetteer("add", "pk", "--from", server + "/dump/{country}.zip", "--json")
    assert done.returncode == 0, done.stderr
    added = json.loads(done.stdout)
    assert (added["name"], added["places"], added["countries"]) == ("PK.zip", 3, ["PK"])
    assert "Lesser Zarkoonabad" in gazetteer("lookup", "lesser zarkoonabad").stdout


@pytest.mark.parametrize(
    ("path", "country", "message"),
    [
        ("/dump/{country}.zip", "XX", "is 'XX' an ISO 3166-1 alpha-2 code"),
        ("/short/{country}.zip", "PK", "broke off after 100 of"),
        ("/busy/{country}.zip", "PK", "answered 503"),
    ],
)
def test_a_server_that_fails_adds_nothing(gazetteer, server, tmp_path, path, country, message):
    done = gazetteer("add", country, "--from", server + path)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.rglob("places.sqlite"))


def test_without_a_network_the_way_out_is_named(gazetteer):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/" + "{country}.zip"
        done = gazetteer("add", "PK", "--from", address)
    assert done.returncode == 1
    assert "can't be fetched" in done.stderr
    assert "khabardar gazetteer add PK.zip" in done.stderr


def test_what_is_neither_file_nor_code_is_said_so(gazetteer, tmp_path):
    assert "neither a file here nor a country's code" in gazetteer("add", "PK.zop").stderr
    assert gazetteer("add", "PK", "--from", "ftp://127.0.0.1/{country}.zip").returncode == 2
    (tmp_path / "PK.zip").write_bytes(zipped()[:-40] + b"\xff" * 40)
    done = gazetteer("add", str(tmp_path / "PK.zip"))
    assert done.returncode == 1
    assert "is this a whole GeoNames country file?" in done.stderr
