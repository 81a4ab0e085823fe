"""A synchronous client for Juju's RPC over websockets, Juju 1.18 to 4.1."""
