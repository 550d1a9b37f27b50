"""The entry point for servers that speak WSGI, and for tests."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wanjia.config.settings")
application = get_wsgi_application()
