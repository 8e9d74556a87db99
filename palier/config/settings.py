"""Settings, read from the environment. `docs/operations.md` lists every variable."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
# A development key is refused in production by `check --deploy`; `palier serve` writes one in var/secret_key.
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    key_file = VAR_DIR / "secret_key"
    SECRET_KEY = key_file.read_text().strip() if key_file.exists() else "insecure-development-key-of-palier"

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
IS_DEMO_SITE = env.bool("IS_DEMO_SITE", default=False)
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
SITE_CONTACT_EMAIL = env.str("SITE_CONTACT_EMAIL", default="contact@palier.example")
SITE_CONTACT_PHONE = env.str("SITE_CONTACT_PHONE", default="")
SITE_CONTACT_PHONE_HOURS = env.str("SITE_CONTACT_PHONE_HOURS", default="")
BEHIND_HTTPS = env.bool("BEHIND_HTTPS", default=SITE_URL.startswith("https://"))

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "template_partials",
    "django_tasks",
    "django_tasks_db",
    "post_office",
    "palier.core",
    "palier.territory",
    "palier.accounts",
    "palier.feedback",
    "palier.directory",
    "palier.agenda",
    "palier.orientation",
    "palier.kits",
    "palier.outreach",
    "palier.web",
    # After ours, so that our templates win.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "palier.web.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "palier.web.accounts.shared.SignedInMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "palier.web.middleware.PrivacyHeadersMiddleware",
    "palier.web.unavailable.UnavailableMiddleware",
]

ROOT_URLCONF = "palier.config.urls"
WSGI_APPLICATION = "palier.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "palier.web.context.site_context",
            ],
            "builtins": [
                "palier.web.templatetags.ui",
                "palier.web.templatetags.words",
                "django.templatetags.i18n",
                "template_partials.templatetags.partials",
            ],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'palier.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: a deferred transaction that turns into a write fails at once with « database is locked ».
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 5,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-65536;PRAGMA mmap_size=268435456;PRAGMA busy_timeout=5000;"
        ),
    }
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

REPLICA_URL = env.str("REPLICA_URL", default="")  # a streaming replica for the reads of visitors; empty: none
REPLICA_RETRY_S = env.int("REPLICA_RETRY_S", default=30)
if REPLICA_URL:
    replica = environ.Env.db_url_config(REPLICA_URL)
    if {replica["ENGINE"], DATABASES["default"]["ENGINE"]} != {"django.db.backends.postgresql"}:
        raise ImproperlyConfigured("REPLICA_URL and DATABASE_URL must both name PostgreSQL servers")
    # A server that is gone without a word (no refusal, no answer) is given up after seconds, not minutes.
    quick = {"connect_timeout": 2, "tcp_user_timeout": 3000, "options": "-c default_transaction_read_only=on"}
    DATABASES["replica"] = (
        DATABASES["default"]
        | replica
        | {
            "ENGINE": "palier.core.db.replica_engine",
            "OPTIONS": quick | replica.get("OPTIONS", {}),
            "TEST": {"MIRROR": "default"},
        }
    )
    DATABASE_ROUTERS = ["palier.core.db.replicas.ReplicaRouter"]
    MIDDLEWARE.insert(1, "palier.web.replicas.ReplicaReadsMiddleware")

AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("ar", "العربية")]
LOCALE_PATHS = [BASE_DIR / "palier" / "web" / "locale"]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if env.bool("STATIC_MANIFEST", default=False)
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = DEBUG

TASKS = {"default": {"BACKEND": env.str("TASKS_BACKEND", default="django_tasks_db.DatabaseBackend")}}

# --- Mails ----------------------------------------------------------------------------------------------------
# A mail is first a row, committed with what it speaks of; a task sends it just after (core/mails). EMAIL_URL names
# who really sends. Nothing leaves a demonstration site: its mails are read on « /-/courriels/ ».
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DELIVERY_BACKEND = (
    "django.core.mail.backends.dummy.EmailBackend" if IS_DEMO_SITE else EMAIL_CONFIG["EMAIL_BACKEND"]
)
EMAIL_BACKEND = "palier.core.mails.outbox.OutboxBackend"
EMAIL_TIMEOUT = 20  # seconds: a mail server that says nothing must not hold the worker
POST_OFFICE = {"BACKENDS": {"default": DELIVERY_BACKEND}}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=SITE_CONTACT_EMAIL)
SENT_MAILS_KEPT_DAYS = env.int("SENT_MAILS_KEPT_DAYS", default=2)  # they hold codes to sign in
FAILED_MAILS_KEPT_DAYS = env.int("FAILED_MAILS_KEPT_DAYS", default=30)
# Text messages (core/sms): a dotted path to a function of (phone, text). The console reaches nobody: none is offered.
SMS_SENDER = env.str("SMS_SENDER", default="palier.core.sms.senders.console")

# --- Sessions -------------------------------------------------------------------------------------------------
# Names and contacts of who registered are forgotten that many days after the session; counts stay.
REGISTRATIONS_KEPT_DAYS = env.int("REGISTRATIONS_KEPT_DAYS", default=30)
# Codes that open nothing, by address.
RATE_LIMIT_CODES_PER_HOUR = env.int("RATE_LIMIT_CODES_PER_HOUR", default=60)

# --- Signing in (docs/adr/0013) -------------------------------------------------------------------------------
LOGIN_URL = "/connexion/"
LOGIN_REDIRECT_URL = "/portes/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "palier.web.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a mail when a key is added or removed
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_FORMAT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_FORMAT = {
    "numeric": True,
    "length": 6,
    "dashed": False,
}
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False  # web.accounts.limits counts, in the database
MFA_ADAPTER = "palier.web.accounts.adapter.KeyAdapter"
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie of its own
RATE_LIMIT_SIGN_IN_PER_HOUR = env.int("RATE_LIMIT_SIGN_IN_PER_HOUR", default=60)
OIDC_PROCONNECT_ISSUER = env.str("OIDC_PROCONNECT_ISSUER", default="")
OIDC_PROCONNECT_CLIENT_ID = env.str("OIDC_PROCONNECT_CLIENT_ID", default="")
OIDC_PROCONNECT_CLIENT_SECRET = env.str("OIDC_PROCONNECT_CLIENT_SECRET", default="")
OIDC_PROCONNECT_ACR_VALUES = env.str("OIDC_PROCONNECT_ACR_VALUES", default="eidas1")
OIDC_PROCONNECT_TRUST_MAILS = env.bool("OIDC_PROCONNECT_TRUST_MAILS", default=False)
if OIDC_PROCONNECT_ISSUER and not OIDC_PROCONNECT_ISSUER.startswith(("https://", "http://127.0.0.1:")):
    raise ImproperlyConfigured("OIDC_PROCONNECT_ISSUER must start with https://")
# The browser obeys `form-action` along the redirections of a form, so the provider is named there.
OIDC_ORIGIN = "/".join(OIDC_PROCONNECT_ISSUER.split("/")[:3])

# --- Privacy and security -------------------------------------------------------------------------------------
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "palier_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = BEHIND_HTTPS
CSRF_COOKIE_NAME = "palier_csrf"
CSRF_COOKIE_AGE = None
CSRF_COOKIE_SECURE = BEHIND_HTTPS
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_SSL_REDIRECT = BEHIND_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_HTTPS
SECURE_HSTS_PRELOAD = BEHIND_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^-/health$"]
if BEHIND_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
TILES_URL = env.str("TILES_URL", default="")
TILES_ATTRIBUTION = env.str("TILES_ATTRIBUTION", default="")
TILES_ORIGIN = "/".join(TILES_URL.split("/")[:3]).replace("{s}", "*") if TILES_URL else ""
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", *([TILES_ORIGIN] if TILES_ORIGIN else [])],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF, *([OIDC_ORIGIN] if OIDC_ORIGIN else [])],
        "frame-ancestors": [NONE],
    }
}
# How many relays of ours stand in front: the address of a visitor is that many from the end of X-Forwarded-For.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
CONTACTS_KEPT_DAYS = env.int("CONTACTS_KEPT_DAYS", default=180)
MESSAGES_KEPT_DAYS = env.int("MESSAGES_KEPT_DAYS", default=730)
RATE_LIMIT_PUBLIC_POSTS_PER_HOUR = env.int("RATE_LIMIT_PUBLIC_POSTS_PER_HOUR", default=20)
# Counts of people under this one are masked outside the desk of their session (1: nothing is masked).
SMALL_COUNTS_BELOW = env.int("SMALL_COUNTS_BELOW", default=5)
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", default=120)  # by address, downloads included

# --- Finding --------------------------------------------------------------------------------------------------
FAR_AWAY_MIN = env.int(
    "FAR_AWAY_MIN", default=15
)  # beyond, home, mobile and phone help comes first (R004-011)
LINK_AFTER_IMPORT = env.bool(
    "LINK_AFTER_IMPORT", default=True
)  # join what an import changed with what is known
STALE_AFTER_MONTHS = env.int("STALE_AFTER_MONTHS", default=12)
VERIFY_REMIND_AFTER_MONTHS = env.int("VERIFY_REMIND_AFTER_MONTHS", default=6)  # 0: nobody is asked
VERIFY_REMIND_EVERY_WEEKS = env.int(
    "VERIFY_REMIND_EVERY_WEEKS", default=10
)  # the same owner at most that often
VERIFY_LINK_DAYS = env.int("VERIFY_LINK_DAYS", default=60)
ROUTER_URL = env.str("ROUTER_URL", default="")  # a Valhalla server; empty: estimates only
GEOCODER_URL = env.str("GEOCODER_URL", default="")  # a Base Adresse Nationale server; empty: communes only

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "filters": {"without_requests": {"()": "palier.core.logs.WithoutRequests"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["without_requests"]}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "palier": {"level": env.str("LOG_LEVEL", default="INFO")},
        # Django’s own request logger writes paths with what people typed.
        "django.request": {"level": "ERROR"},
        "django.server": {"level": "ERROR", "propagate": True, "handlers": []},
    },
}
