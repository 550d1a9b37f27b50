"""Django's settings, all of them. What differs between committees is a row, never a setting."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from wanjia.config import logs
from wanjia.config.env import environment
from wanjia.platform import database

_env = environment()
_package = Path(__file__).resolve().parent.parent

SECRET_KEY = f"{_env.secret}:web"
VAULT_SECRET = f"{_env.secret}:vault"
DEBUG = _env.debug
ALLOWED_HOSTS = list(_env.hosts)
CSRF_TRUSTED_ORIGINS = list(_env.origins)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "axes",
    "procrastinate.contrib.django",
    "wanjia.platform",
    "wanjia.roster",
    "wanjia.coverage",
    "wanjia.cards",
    "wanjia.devices",
    "wanjia.testing",
    "wanjia.isolation",
    "wanjia.supplies",
    "wanjia.labs",
    "wanjia.logistics",
    "wanjia.notices",
    "wanjia.cases",
    "wanjia.care",
    "wanjia.medical",
    "wanjia.needs",
    "wanjia.flows",
    "wanjia.web",
    "wanjia.field",
    "wanjia.me",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "wanjia.config.logs.access_lines",
    "wanjia.web.headers.strict_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "wanjia.web.language.chinese_first",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "wanjia.web.doors.signed_in_only",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "wanjia.config.urls"
ASGI_APPLICATION = "wanjia.config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", ["wanjia.platform.markup.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "wanjia.web.context.console",
            ],
        },
    }
]

DATABASES = {"default": database.settings(database.url(_env.database_url, _env.home), pool=_env.pool)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "platform.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "web:sign_in"
LOGIN_REDIRECT_URL = "web:today"

AXES_FAILURE_LIMIT = 5  # then the pair of name and address rests
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "wanjia.web.signing.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # our own audit log has the sign-ins
AXES_VERBOSE = False

SESSION_COOKIE_AGE = 12 * 3600  # one shift at the console; phones get less, see web.signing
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _env.is_secure
SESSION_COOKIE_NAME = "wanjia_session"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "wanjia.web.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if _env.is_secure else 0
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "wanjia_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LOCALE_PATHS = [_package / "web" / "locale"]
COMMAND_LANGUAGE = _env.language
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 60  # names carry no hash: an upgrade is seen within a minute
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILES_DIR = _env.home / "files"
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 64 * 2**20  # a workbook never touches the disk in the clear
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
MAX_WORKBOOK_BYTES = 60 * 2**20

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

LOGGING = logs.config(_env.log)
METRICS_DIR = _env.metrics
SMS_URL = _env.sms_url
SILENCED_SYSTEM_CHECKS: list[str] = []
