"""What every app shares: ids, bilingual text, events, workflow, access, errors."""
