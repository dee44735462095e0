"""Property tests draw the same examples in every run; HYPOTHESIS_PROFILE=explore draws new ones, to look for faults."""

import os
import shutil

from hypothesis import settings

settings.register_profile("steady", derandomize=True)
settings.register_profile("explore", derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_terminal_summary(terminalreporter):
    """Tests that could not run are said where nobody overlooks it."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "test_in_browser" in report.nodeid]
    if skipped and not shutil.which("chromium"):
        terminalreporter.section("THE BROWSER TESTS DID NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line(
            f"{len(skipped)} tests of the page need Chromium: apt-get install chromium, or CHROMIUM=path"
        )
