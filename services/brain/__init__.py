"""Asks the model: the one place that speaks to a model server. It decides nothing."""
