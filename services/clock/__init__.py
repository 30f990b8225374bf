"""The clock: turns the passing of a due time into an event, so that nobody else needs a clock."""
