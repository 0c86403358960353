"""Plans handed out: as JSON, as lines of JSON, as CSV, and as a workbook."""
