"""The project: settings, addresses, and the three ways it is started."""

from tracker.celery import app as celery_app

__all__ = ["celery_app"]
