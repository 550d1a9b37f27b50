"""The door of the field: records from devices, by the fast lane. Authenticates, reads, answers; decides nothing.

`handler` speaks HTTP, `reading` understands a body record by record, `keys` knows the devices, `lane` writes everything
that waits in one transaction and answers each request after the commit.
"""
