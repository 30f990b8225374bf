"""Tasks: from the wish to the report, as reactors and one decider for what people tap."""
