"""From a manuscript to paper: typesets plans under Nghị định 30/2020 and wears them as scans."""
