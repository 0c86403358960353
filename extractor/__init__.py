"""Paper to words: opens files, prepares page images, reads them and lays the words out."""
