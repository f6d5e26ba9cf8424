"""The admin: one module per noun, each registering its pages when it is imported."""

from commitments.admin import ministries, people, places, site

__all__ = ["ministries", "people", "places", "site"]
