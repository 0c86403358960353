"""Every test of the store runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from tests.integration.databases import database as database
from tests.integration.databases import dialect as dialect
from tests.integration.databases import empty_settings as empty_settings
from tests.integration.databases import open_again as open_again
from tests.integration.databases import settings as settings
