"""The wire of Juju, sans I/O: no socket, no thread and no clock in this package."""
