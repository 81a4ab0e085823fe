"""What agents do, as rows: when, after how many seconds, then.

A row looks at one entity. The first row whose ``when`` holds is what the agent of that entity does
next; what it does makes the row no longer hold, and so on to the end. Nothing else is remembered,
so a state that was saved goes on where it was.

The statuses and their words are those of the facts (status.md, "Life of a unit") and of the notes
of agents' changes in ``cassettes/juju-3.6``. Rows of your own come before these.
"""

from __future__ import annotations

from fakejuju.lifecycle_machines import MACHINE_ROWS, STORAGE_ROWS
from fakejuju.lifecycle_models import MODEL_ROWS
from fakejuju.lifecycle_relations import APPLICATION_ROWS, RELATION_ROWS, TASK_ROWS
from fakejuju.lifecycle_row import Row
from fakejuju.lifecycle_units import UNIT_ROWS

ROWS: tuple[Row, ...] = (
    *MACHINE_ROWS,
    *STORAGE_ROWS,
    *UNIT_ROWS,
    *RELATION_ROWS,
    *APPLICATION_ROWS,
    *TASK_ROWS,
    *MODEL_ROWS,
)
"""Everything that agents do by themselves."""

__all__ = ["ROWS", "Row"]
