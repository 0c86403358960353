"""The archive: tables, the database, the file store, and what reads and writes them."""
