"""Classification of records: a container is at least as high as its contents, and raising takes effect at
once.
"""
