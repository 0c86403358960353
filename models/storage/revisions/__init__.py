"""The chain of revisions, and the door through which Alembic walks it."""
