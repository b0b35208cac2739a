"""Production: what has no safe default must be in the environment, or the process does not start."""

from settings.base import *  # noqa: F403
from settings.environment import env, host_names, number, origin, origins
from settings.services import YEAR_SECONDS, database, email

SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = host_names("ALLOWED_HOSTS")
DATABASES = {"default": database()}
CMS_BASE_URL = origin("CMS_BASE_URL")
WAGTAILADMIN_BASE_URL = CMS_BASE_URL
vars().update(email())
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
CSRF_TRUSTED_ORIGINS = origins("CSRF_TRUSTED_ORIGINS", default=[CMS_BASE_URL])

# This process speaks plain HTTP: an https address means that a proxy ends TLS and says so in a header.
if CMS_BASE_URL.startswith("https://"):
    PROXY_COUNT = number("PROXY_COUNT", 1, 0, 100)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health/"]
    SECURE_HSTS_SECONDS = number("SECURE_HSTS_SECONDS", YEAR_SECONDS, 0, 100 * YEAR_SECONDS)
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

# Where `check --deploy` wants it otherwise: the preview is a frame of our own (W019), and what holds for other hosts of
# the domain is not ours to say (W005, W021).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W019", "security.W021"]
