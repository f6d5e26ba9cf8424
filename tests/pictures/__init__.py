"""The pictures of the docs, all made by one command so that none goes stale."""
