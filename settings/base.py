"""What every installation shares. Safe as it stands: DEBUG is off and there is no secret in it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from settings import services
from settings.environment import allowed_hosts, choice, env, number, origin, path, switch, time_zone

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = False
ALLOWED_HOSTS: list[str] = []
# GraphiQL at /graphiql/: settings.dev switches it on.
GRAPHIQL = False
# Whether clients may ask for the schema.
GRAPHQL_INTROSPECTION = switch("GRAPHQL_INTROSPECTION", GRAPHIQL)
# Whether documents that load_documents has taken in are the only ones served.
TRUSTED_DOCUMENTS_ONLY = switch("TRUSTED_DOCUMENTS_ONLY", False)

INSTALLED_APPS = [
    "pages",
    "providers",
    "treatments",
    "locations",
    "cms.api",
    "cms.admin",
    "cms.delivery",
    "cms.preview",
    "wagtail.contrib.redirects",
    "wagtail.contrib.table_block",
    "phonenumber_field",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    # After wagtail.images and wagtail.documents: it takes the place of their handlers for deleted files.
    "cms.media",
    "wagtail.search",
    # Its addresses are not ours to serve; its tokens, and the screen that makes them, are (see docs/drafts.md).
    "wagtail.api.v3",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    # After wagtail.snippets: before it, grapple takes snippets for plain models.
    "grapple",
    "graphene_django",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "cms.api.cookies.NoCookiesMiddleware",
    "cms.outage.OutageMiddleware",
    "cms.malformed.MalformedRequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.media.middleware.StoreOutageMiddleware",
    "cms.admin.publishing.RefusalMiddleware",
    # Last: it sees the answer to a login first.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "cms" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Services. ATOMIC_REQUESTS stays off: reads never open a transaction (SQLite would lock for writing).
DATABASES = {"default": services.database(default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = services.caches()
# What is told to forget old answers, and how many seconds a shared cache may keep them where that is so.
CDN_PURGE = services.purge()
CDN_SECONDS = number("CDN_SECONDS", 600, 1, 86_400)
# Answers of the content API that each web process keeps, while the change log says that they hold; 0 for none.
RESPONSE_CACHE_MB = number("RESPONSE_CACHE_MB", 64, 0, 65_536)
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "media"))
MEDIA_URL = "/media/"
STORAGES = services.storages("cms.static_files.StaticFilesStorage", media_root=Path(str(MEDIA_ROOT)))
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# Sign-in
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
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
# Wrong passwords: 10 for one name, 50 for all names, from one address; then a quarter of an hour's pause. Tries made
# meanwhile are neither counted nor looked at, so nobody can be kept out for longer.
AXES_HANDLER = "cms.throttling.SignInHandler"
AXES_FAILURE_LIMIT = 10
SIGN_IN_FAILURES_FROM_ONE_ADDRESS = 50
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "cms.throttling.locked_out"
AXES_CLIENT_IP_CALLABLE = "cms.throttling.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # who signed in when is in the log; a table of it would grow for ever
AXES_VERBOSE = False
# How many proxies of ours stand before this process, each adding the address it saw to X-Forwarded-For.
PROXY_COUNT = number("PROXY_COUNT", 0, 0, 100)
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "cms.password_reset.QueuedPasswordResetForm"  # noqa: S105
CSRF_COOKIE_HTTPONLY = True  # the admin's scripts read the token from the page
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"

# Language and time
LANGUAGE_CODE = "en-us"
TIME_ZONE = time_zone("TIME_ZONE", "America/New_York")
PHONENUMBER_DEFAULT_REGION = "US"  # how numbers without a country code are read
USE_I18N = True
FORMAT_MODULE_PATH = "cms.formats"
USE_TZ = True

# Static files are served by WhiteNoise from this process.
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static"

# Uploads and forms
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a page with long inline lists sends many
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    # First: what is larger than any file may be goes no further.
    "cms.media.upload_handlers.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Where things are
CMS_BASE_URL = origin("CMS_BASE_URL", default="http://localhost:8000")
FRONTEND_URL = origin("FRONTEND_URL", default="")
FRONTEND_PREVIEW_PATH = path("FRONTEND_PREVIEW_PATH", default="/api/preview")

# Receivers of webhooks in networks of our own, or without TLS: none, but where an operator names them.
WEBHOOK_ALLOWED_HOSTS = allowed_hosts("WEBHOOK_ALLOWED_HOSTS")

# E-mail
vars().update(services.email(default="consolemail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="cms@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Wagtail
WAGTAIL_SITE_NAME = env.str("CMS_NAME", default="Medspa CMS")
WAGTAILADMIN_BASE_URL = CMS_BASE_URL
WAGTAILIMAGES_IMAGE_MODEL = "media.MediaImage"
WAGTAILIMAGES_RENDITION_STORAGE = "renditions"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.media.forms.MediaImageForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "heif", "jpeg", "jpg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILDOCS_DOCUMENT_MODEL = "media.MediaDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.media.forms.MediaDocumentForm"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "pdf", "pptx", "txt", "xlsx"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "redirect"  # to a signed address that expires
# Words are indexed as they are written, not by their stems: SQLite knows no stems, and PostgreSQL guesses a language.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "cms.search.backend", "SEARCH_CONFIG": "simple"}}
WAGTAIL_AUTO_UPDATE_PREVIEW_INTERVAL = 50  # ms: the form has waited for a pause in typing by then
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# The CMS shows no page, so there is nowhere to type a shared password: private means signed in.
# A read by API token notes in the database that the token is in use: once a day at most, and nothing else.
WAGTAILAPI_TOKEN_LAST_USED_INTERVAL = 24 * 60 * 60
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}

# The sizes of pictures a front end can ask for; there are no others. See cms/media/presets.py. A JPEG is for search
# engines, and for browsers that read nothing better, which are few and old: one width will do.
IMAGE_PRESETS = {
    "HERO": {
        "ratio": (16, 9),
        "widths": (640, 1024, 1600, 2400),
        "formats": {"AVIF": 55, "WEBP": 80, "JPEG": {"quality": 82, "widths": (1024,)}},
    },
    "CARD": {
        "ratio": (4, 3),
        "widths": (320, 640, 960),
        "formats": {"AVIF": 55, "WEBP": 80, "JPEG": {"quality": 82, "widths": (640,)}},
    },
    "PORTRAIT": {
        "ratio": (4, 5),
        "widths": (320, 640, 960),
        "formats": {"AVIF": 55, "WEBP": 80, "JPEG": {"quality": 82, "widths": (640,)}},
    },
    "OPEN_GRAPH": {"ratio": (40, 21), "widths": (1200,), "formats": {"JPEG": 82}},
}

# The providers of videos that editors may use. `player` is the only host a provider's answer may name; readers are
# sent to `served_from` with `parameters`, so that nobody is tracked before a video is started.
EMBED_PROVIDERS: dict[str, dict[str, Any]] = {
    "YouTube": {
        "endpoint": "https://www.youtube.com/oembed",
        "addresses": [
            r"https://(?:(?:www|m)\.)?youtube\.com/(?:watch\?(?:[^#]*&)?v=|shorts/|live/)[\w-]{11}(?:[?&#].*)?",
            r"https://youtu\.be/[\w-]{11}(?:[?#].*)?",
        ],
        "example": "https://www.youtube.com/watch?v=…",
        "player": "www.youtube.com",
        "served_from": "www.youtube-nocookie.com",
    },
    "Vimeo": {
        "endpoint": "https://vimeo.com/api/oembed.json",
        "addresses": [
            r"https://(?:www\.)?vimeo\.com/(?:channels/[\w-]+/|groups/[\w-]+/videos/)?\d+(?:/[0-9a-f]+)?(?:[?#].*)?"
        ],
        "example": "https://vimeo.com/…",
        "player": "player.vimeo.com",
        "parameters": {"dnt": "1"},
    },
}
WAGTAILEMBEDS_FINDERS = [{"class": "cms.embeds.finder.NeverAsks"}]

# GraphQL
GRAPPLE = {
    "APPS": ["pages", "providers", "treatments", "locations"],
    "PAGE_INTERFACE": "cms.api.interfaces.PageInterface",
    "SNIPPET_INTERFACE": "cms.api.interfaces.NO_INTERFACE",
}

# Headers that hold for every answer
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the admin shows its preview in a frame

_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": choice("LOG_LEVEL", "INFO", _LEVELS)},
    "loggers": {
        "django": {"handlers": [], "level": "NOTSET", "propagate": True},
        "django.server": {"handlers": [], "level": "NOTSET", "propagate": True},
    },
}
