from __future__ import annotations

import sys

from django.core.exceptions import ImproperlyConfigured

from ecosystem.environment import BASE_DIR, VAR_DIR, env, env_bool, env_float, env_secret, postgres

DEBUG = env_bool("DEBUG", True)
TESTING = "pytest" in sys.modules
SECRET_KEY = env_secret("SECRET_KEY", "development-only-not-a-secret", debug=DEBUG)
ALLOWED_HOSTS = env("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1],testserver" if DEBUG else "").split(",")
if not DEBUG and not any(ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS is not set; production does not start without it")
CSRF_TRUSTED_ORIGINS = [origin for origin in env("CSRF_TRUSTED_ORIGINS").split(",") if origin]

INSTALLED_APPS = [
    "ecosystem",
    "characters",
    "relationships",
    "storytelling",
    "marketplace",
    "billing",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "channels",
    "csp",
    "django_rq",
    "template_partials",
    "allauth",
    "allauth.account",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Pages, too: the observatory's HTML shrinks to an eighth. Files that are kept compressed pass as they are.
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "ecosystem.urls"
ASGI_APPLICATION = "ecosystem.asgi.application"

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
                "ecosystem.people.chrome",
            ],
        },
    },
]

# PostgreSQL. Workers and commands keep one connection; web processes, a thread a request, share a pool.
DATABASE_URL = env("DATABASE_URL", "postgres://postgres@127.0.0.1:21532/studio")
DATABASES = {"default": postgres(DATABASE_URL, pooled=env_bool("DATABASE_POOL", False) and not TESTING)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Redis: queues, channel layer and caches only. Losing all of it loses no fact.
REDIS_URL = env("REDIS_URL", "redis://127.0.0.1:21579")
# A Redis that hangs is as good as one that is down: what it carries is best effort, and pages must not wait for it.
REDIS_PATIENCE = {"socket_timeout": 1.0, "socket_connect_timeout": 1.0}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": f"{REDIS_URL}/1",
        "KEY_PREFIX": "studio",
        "OPTIONS": REDIS_PATIENCE,
    }
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [f"{REDIS_URL}/2"]},
    }
}
RQ_QUEUES = {
    name: {
        "URL": f"{REDIS_URL}/0",
        "DEFAULT_TIMEOUT": 120,
        # Redis write access must not mean code execution in a worker, as it would with pickle.
        "SERIALIZER": "rq.serializers.JSONSerializer",
    }
    for name in ("live", "default", "low", "graph")
}

# Graph: a projection of the relationship ledger. Tests have a database of their own where there is one.
NEO4J_URL = env("NEO4J_URL", "bolt://root:studio@127.0.0.1:21587/studio")
if TESTING:
    NEO4J_URL = env("NEO4J_TEST_URL", NEO4J_URL)

# Language model and embeddings: any OpenAI-compatible endpoint. VOICE: house, model or local.
LLM_BASE_URL = env("LLM_BASE_URL")
LLM_API_KEY = env("LLM_API_KEY", "none")
LLM_MODEL = env("LLM_MODEL", "gpt-4o-mini")
LLM_TIMEOUT = env_float("LLM_TIMEOUT", 20.0)
# US dollars a million tokens, for the meter; a model of one's own costs nothing.
LLM_PRICE_IN = env_float("LLM_PRICE_IN", 0.0)
LLM_PRICE_OUT = env_float("LLM_PRICE_OUT", 0.0)
VOICE = env("VOICE", "model" if LLM_BASE_URL else "house")
EMBED_BASE_URL = env("EMBED_BASE_URL")
EMBED_API_KEY = env("EMBED_API_KEY", "none")
EMBED_MODEL = env("EMBED_MODEL", "all-MiniLM-L6-v2")

# The life of a world
LEASE_SECONDS = env_float("LEASE_SECONDS", 5.0)
FREEZE_AFTER_SECONDS = env_float("FREEZE_AFTER_SECONDS", 300.0)

# Accounts
AUTH_USER_MODEL = "ecosystem.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.ScryptPasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "worlds"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = env("ACCOUNT_EMAIL_VERIFICATION", "optional" if DEBUG else "mandatory")
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
EMAIL_BACKEND = f"django.core.mail.backends.{'console' if DEBUG else 'smtp'}.EmailBackend"
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", "LiteraryAI Studio <studio@localhost>")

# Security. Nothing inline anywhere, so 'self' is as strict as a nonce.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_SSL_REDIRECT = env_bool("SECURE_SSL_REDIRECT", not DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
SECURE_HSTS_SECONDS = 0 if DEBUG else 31_536_000
if env_bool("BEHIND_PROXY", False):
    # Where no proxy strips it, whoever asks could say this of any request.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"

# Language, time, static files
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "ecosystem.static.StaticStorage"
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "ecosystem": {"level": "INFO"},
        "relationships": {"level": "INFO"},
        "characters": {"level": "INFO"},
        # The driver tells of every reconnect; the projection says once that the graph is down.
        "neo4j": {"level": "CRITICAL"},
    },
}
