"""The entry point of a server process."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wanjia.config.settings")
application = get_asgi_application()
