"""Long work shows a bar at a terminal, and only there."""

import os
import pty
import subprocess
import sys

_CODE = """
from cli.progress import steps
with steps("articles", 3) as step:
    for _ in range(3):
        step()
print("done")
"""


def test_without_a_terminal_nothing_is_drawn():
    done = subprocess.run([sys.executable, "-c", _CODE], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("done\n", "")


def test_at_a_terminal_there_is_a_bar():
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "80"}
    process = subprocess.Popen([sys.executable, "-c", _CODE], stdout=subprocess.PIPE, stderr=theirs, env=environment)
    out, _ = process.communicate()
    os.close(theirs)
    drawn = b""
    try:
        while piece := os.read(ours, 4096):
            drawn += piece
    except OSError:  # the end, as Linux tells it
        pass
    os.close(ours)
    assert out == b"done\n"
    assert b"articles" in drawn
    assert b"3/3" in drawn
