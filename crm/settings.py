"""All settings in one file, each readable from the environment (see `.env.example`).

A value that makes no sense stops the start with a sentence; nothing is guessed silently.
"""

from pathlib import Path

from django.utils.translation import gettext_lazy as _
from environs import Env, validate

from crm.logs import logging_config
from crm.sqlite import sqlite_options

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(str(BASE_DIR / ".env"))

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", validate=validate.Length(min=32))
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [])
# Links in mails and feeds start with this address, never with the Host header of a request.
BASE_URL = env.str("BASE_URL", "http://localhost:8000").rstrip("/")

INSTALLED_APPS = [
    "crm.apps.CrmConfig",
    "interactions.apps.InteractionsConfig",
    "segments.apps.SegmentsConfig",
    "crm.apps.RapportAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_countries",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "django_tasks",
    "django_tasks_db",
    "phonenumber_field",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # After sign-in is known, so that language and time zone are the user's own.
    "crm.middleware.PreferencesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "crm.middleware.SignInRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
]

ROOT_URLCONF = "crm.urls"
WSGI_APPLICATION = "crm.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "crm.ui.context.page_furniture",
            ],
            "builtins": ["crm.templatetags.furniture"],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = sqlite_options(env.str("SQLITE_JOURNAL_MODE", ""))
else:
    INSTALLED_APPS.append("django.contrib.postgres")
    DATABASES["default"]["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL_SIZE", 10)},
        # work_mem stays at 4 MB for pages: with 64 MB every list page took 30 to 60 ms.
        # A row found by an index is as near as any other: with the 4 of spinning disks a name
        # typed into a choice took 20 ms instead of 4, because the planner read every contact.
        # Pages join many small tables to fifty rows; weighing what none of them needs took the
        # planner 8 ms of each page of the log, and takes 3 without.
        "options": "-c work_mem=4MB -c random_page_cost=1.1 -c enable_memoize=off"
        " -c enable_mergejoin=off -c enable_material=off -c max_parallel_workers_per_gather=0"
        " -c statement_timeout=60s -c lock_timeout=20s",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.dj_cache_url("CACHE_URL", "db://django_cache")}

AUTH_USER_MODEL = "crm.User"
AUTHENTICATION_BACKENDS = ["crm.permissions.RapportBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "crm.accounts.ClosedSignUpAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_FORMS = {"login": "crm.forms.sign_in.SignInForm"}
ACCOUNT_EMAIL_VERIFICATION = "none"
# No mail to an address that belongs to nobody here, and no Host header in a subject.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
# The counts live in the shared cache, so they hold for all processes together.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/m/ip,5/5m/key"}

# Interrupted interactions that nobody comes back to for so many days are listed for their owner,
# and `remove_old_postponed` may remove them.
INTERRUPTED_KEPT_DAYS = env.int("INTERRUPTED_KEPT_DAYS", 90, validate=validate.Range(min=7))

SESSION_COOKIE_AGE = env.int("SESSION_COOKIE_AGE", 60 * 60 * 24 * 14)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("SECURE_COOKIES", not DEBUG)
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "crm.views.errors.csrf_failure"
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", not DEBUG)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 0 if DEBUG else 60 * 60 * 24 * 365)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_HSTS_SECONDS > 0
if env.bool("BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "img-src": ["'self'", "data:"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

LANGUAGE_CODE = env.str("LANGUAGE_CODE", "en", validate=validate.OneOf(["en", "cs"]))
LANGUAGES = [("en", _("English")), ("cs", _("Czech"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
# The company's own zone; users may have one of their own.
TIME_ZONE = env.str("TIME_ZONE", "Europe/Prague")
PHONENUMBER_DEFAULT_REGION = env.str("PHONE_REGION", "CZ")
PHONENUMBER_DEFAULT_FORMAT = "INTERNATIONAL"

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# A clone serves its files where they lie; an installation collects them, packed and hashed.
STATIC_COLLECTED = env.bool("STATIC_COLLECTED", not DEBUG)
STATIC_ROOT = env.path("STATIC_ROOT", BASE_DIR / "staticfiles") if STATIC_COLLECTED else None
WHITENOISE_USE_FINDERS = not STATIC_COLLECTED
# What people attach; a backup of the database needs a backup of this folder beside it.
FILES_ROOT = env.path("FILES_ROOT", BASE_DIR / "files")
# One file, and all files of one form together.
FILE_MAX_BYTES = env.int("FILE_MAX_MB", 20, validate=validate.Range(min=1)) * 1_000_000
FILES_MAX_BYTES = env.int("FILES_MAX_MB", 50, validate=validate.Range(min=1)) * 1_000_000
FILE_UPLOAD_HANDLERS = [
    "crm.uploads.SizeLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Served by nobody but a view that asks who may see the file.
    "files": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": FILES_ROOT,
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# A hundred thousand addresses pasted into a segment fit, each with its line break.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8_388_608
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000

# Files with the letters of segments lie here, for so many days; no web server may serve it.
PRINTED_ROOT = env.path("PRINTED_ROOT", BASE_DIR / "var" / "printed")
PRINTED_KEPT_DAYS = env.int("PRINTED_KEPT_DAYS", 14, validate=validate.Range(min=1))

# The mailbox that `receive_email --mailbox` reads: imaps://user:password@host/folder.
IMAP_URL = env.str("IMAP_URL", "")
# Mail from and to these domains is nobody's business here.
NEVER_LOG_DOMAINS = env.list("NEVER_LOG_DOMAINS", [])

# So many events one connected system may tell in a minute.
EVENTS_PER_MINUTE = env.int("EVENTS_PER_MINUTE", 6_000)

email = env.dj_email_url("EMAIL_URL", "console:")
EMAIL_BACKEND = email["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = email["EMAIL_HOST"] or "localhost", email["EMAIL_PORT"] or 25
EMAIL_HOST_USER = email["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = email["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = email["EMAIL_USE_TLS"], email["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 30
# So many mails to contacts leave in a minute: more look like spam to the next server.
MAILS_A_MINUTE = env.int("MAILS_A_MINUTE", 60, validate=validate.Range(min=1))
# All files of one mail together; few mail servers take more.
MAIL_FILES_MAX_BYTES = env.int("MAIL_FILES_MAX_MB", 20, validate=validate.Range(min=1)) * 1_000_000
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", "rapport@localhost")

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
LOGGING = logging_config(
    human=DEBUG, level=env.str("LOG_LEVEL", "WARNING" if DEBUG else "INFO").upper()
)
