"""Ground floor: pure Python over plain data. No Django, no network, no clock, no global random state."""
