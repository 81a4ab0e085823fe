"""The verbs of ``Model`` and ``Controller``, by theme; each module has one class that they inherit."""
