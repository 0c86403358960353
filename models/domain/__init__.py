"""Pure, frozen value types; nothing here knows a file format or a library."""
