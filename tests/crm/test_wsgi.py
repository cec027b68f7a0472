"""The server loads what it needs before the first request, and not during it."""

import subprocess
import sys

READY = """
import gc
import crm.wsgi
from django.urls import get_resolver
print(gc.get_freeze_count() > 0, "url_patterns" in vars(get_resolver()))
"""


def test_what_stays_is_loaded_and_left_alone_by_the_garbage_collector():
    done = subprocess.run(
        [sys.executable, "-c", READY], capture_output=True, check=True, text=True, timeout=60
    )

    assert done.stdout.split() == ["True", "True"]
