"""The product's settings as the tests want them: told by nobody's environment, and strict.

`DATABASE_URL` alone is taken from outside: it says which database is tried.
"""

import os
import tempfile
from pathlib import Path

TEMPORARY = Path(tempfile.gettempdir())

os.environ |= {
    "SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests",
    "DEBUG": "False",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "CSRF_TRUSTED_ORIGINS": "",
    "BASE_URL": "http://testserver",
    "LANGUAGE_CODE": "en",
    "TIME_ZONE": "Europe/Prague",
    "CACHE_URL": "db://django_cache",
    "EMAIL_URL": "console:",
    "IMAP_URL": "",
    "NEVER_LOG_DOMAINS": "",
    "EVENTS_PER_MINUTE": "6000",
    # Processes that race for the same rows share the files of those, too.
    "FILES_ROOT": os.environ.get("FILES_UNDER_TEST")
    or str(TEMPORARY / f"rapport-test-files-{os.getpid()}"),
    "FILE_MAX_MB": "20",
    "FILES_MAX_MB": "50",
    "LOG_LEVEL": "CRITICAL",
    "SECURE_SSL_REDIRECT": "False",
    "SECURE_COOKIES": "False",
    "SECURE_HSTS_SECONDS": "0",
    "STATIC_COLLECTED": "False",
}
os.environ.setdefault("DATABASE_URL", f"sqlite:///{TEMPORARY / 'rapport.sqlite3'}")

from crm.settings import *  # noqa: E402
from tests.undefined_variables import UndefinedVariable  # noqa: E402

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, so that server threads and processes can open it too; of this process alone,
    # so that several runs in one clone do not meet.
    DATABASES["default"]["TEST"] = {"NAME": TEMPORARY / f"rapport-test-{os.getpid()}.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"

# Files are looked for when asked for: a list of all of them for every client takes longer
# than most tests.
WHITENOISE_AUTOREFRESH = True

INSTALLED_APPS += ["zeal"]
MIDDLEWARE.insert(0, "zeal.middleware.zeal_middleware")
# Each is asked once a process; whether a test is the first to ask is chance.
ZEAL_ALLOWLIST = [{"model": "contenttypes.ContentType", "field": "get*"}]

TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable()

# Signs in a thousand times where the real one signs in ten.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
