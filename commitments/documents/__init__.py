"""Files that people provide, read as text or as tables in a sandboxed process.

`reader.text_of` and `reader.tables_of` are the two calls, and `reader` also lists the accepted kinds. Nothing
is imported here: the process that reads needs no Django.
"""
