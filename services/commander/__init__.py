"""The commander: the one place that publishes commands to devices, each at most once."""
