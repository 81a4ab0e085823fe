"""The same work by each client, a process each, in an environment of its own; see ``bench_clients``.

A peer prints one line of JSON: what each round of connecting and of the journey took, in seconds, and
the memory that the process had at most, in KiB.
"""
