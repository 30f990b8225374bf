"""Evaluation: how well a model does as the brain of an office, and whether it ever does harm."""
