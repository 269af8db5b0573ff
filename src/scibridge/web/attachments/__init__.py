"""Files beside needs and offers: put there, sent to readers, looked at by moderators."""
