"""The entry point for an ASGI server."""

import os

from django.core.asgi import get_asgi_application

from commitments.checks import refuse_wrong_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
application = get_asgi_application()
refuse_wrong_settings()
