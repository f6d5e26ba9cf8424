"""Full-text search: an index of the words of each record, updated in the transaction of every write.

Code that writes a record calls `index.update_records`, as `records.edits` does; `index.rebuild_index` builds
all again after a bulk load. The caller applies the access policy (`policy.readable_by`) to the results.
"""
