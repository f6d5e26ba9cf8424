"""The forms of documents: what in a text is no running prose, and who writes it.

Sentences are read elsewhere.
"""
