"""Migrate the empty database that DATABASE_URL names and fill it.

python -m benchmarks.dataset SCALE
"""

import os
import sys

import django
from django.core.management import call_command

from benchmarks.scale import SCALES

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    django.setup()
    # Models can be imported from here on.
    from benchmarks.dataset.build import build, vacuum

    call_command("migrate", verbosity=0, skip_checks=True)
    call_command("createcachetable", verbosity=0)
    build(SCALES[sys.argv[1]])
    vacuum()
