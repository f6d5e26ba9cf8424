"""Decide who may read and change each record; no other package decides this.

Reading needs clearance and need to know. Need to know comes from the desk, division or host country of the
account, from its ministry, from a packet made for it, or from a grant to the person by name. A deputy also
has the scope of the colleague who is away. Records officers and auditors need no scope. The same policy
applies to superusers.
"""
