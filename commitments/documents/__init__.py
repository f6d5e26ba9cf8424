"""What stands in a file that somebody brings, as text or as rows of tables, read in a throw-away child.

`reading.text_of` and `reading.tables_of` are the two calls; `kinds` says which files are taken. Nothing is
imported here: the child that reads needs no Django.
"""
