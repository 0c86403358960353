"""What we know: rule tables, the indicator catalog and the gold documents, with thin loaders."""
