"""The entry point of a server process."""

import os
import warnings

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wanjia.config.settings")
application = get_asgi_application()

# whitenoise hands out files as synchronous streams; Django reads them in a thread, which is what we want
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
