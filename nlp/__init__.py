"""Words to meaning: paragraphs, sections, targets, references, matching, comparison."""
