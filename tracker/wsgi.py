"""The entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from commitments.checks import refuse_wrong_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
application = get_wsgi_application()
refuse_wrong_settings()
