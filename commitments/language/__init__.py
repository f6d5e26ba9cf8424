"""Language without Django: deadline phrases, the reader of texts, comparison, and names of countries and
offices.
"""
