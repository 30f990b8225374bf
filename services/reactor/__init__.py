"""The reactor service: lets every reactor decide about every event, exactly once in effect."""
