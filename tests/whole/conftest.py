"""The bundled site as a server of its own, and the program pointed at it."""

import pytest
from program import program_in

from demo.site_process import SiteProcess


@pytest.fixture(scope="session")
def site():
    """Day 2 of the bundled site: all of its articles, and no slow outlet."""
    with SiteProcess(day=2, slow_seconds=0.1) as process:
        yield process


@pytest.fixture
def program_at(tmp_path):
    """A function: a program in a new folder, watching the site of this base url."""

    def make(base_url, name="k"):
        return program_in(tmp_path / name, base_url)

    return make


@pytest.fixture
def program(program_at, site):
    return program_at(site.base_url)
