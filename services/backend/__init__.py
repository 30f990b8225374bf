"""The backend: views, the log and its causes over HTTP, now and at any moment of the past."""
