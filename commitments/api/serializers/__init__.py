"""The shapes of what the API returns, one module per noun.

Null means that there is no value; where the value is a record that the reader may not read, `restricted`
names the member. Related records, such as the latest update, are included as far as the reader may read them.
"""
