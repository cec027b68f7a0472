"""The product's settings as an installation has them, told by nobody's environment.

`DATABASE_URL` alone is taken from outside. Requests come without TLS: they never leave the
process.
"""

import os

os.environ |= {
    "SECRET_KEY": "only-for-benchmarks-only-for-benchmarks-only",
    "DEBUG": "False",
    "ALLOWED_HOSTS": "benchmark",
    "CSRF_TRUSTED_ORIGINS": "",
    "BASE_URL": "http://benchmark",
    "LANGUAGE_CODE": "en",
    "TIME_ZONE": "Europe/Prague",
    "CACHE_URL": "db://django_cache",
    "EMAIL_URL": "console:",
    "LOG_LEVEL": "ERROR",
    "SECURE_SSL_REDIRECT": "False",
    "SECURE_COOKIES": "False",
    "SECURE_HSTS_SECONDS": "31536000",
    "STATIC_COLLECTED": "False",
}

from crm.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
