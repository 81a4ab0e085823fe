"""Resources over HTTP."""

from __future__ import annotations

from fakejuju.routing import Route

ROUTES: tuple[Route, ...] = ()
