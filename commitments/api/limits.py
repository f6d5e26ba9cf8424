"""How many requests a person, or a stranger at one address, may make a minute.

Each web process counts for itself, in its own memory: with n processes the limit lies between one and n times
the rate. What is limited is the load on the process, and a shared count would cost as much as a small answer.
"""

from django.core.cache import caches
from rest_framework import throttling


class PersonThrottle(throttling.UserRateThrottle):
    cache = caches["process"]


class StrangerThrottle(throttling.AnonRateThrottle):
    cache = caches["process"]
