"""Benches of the brain: what a prompt costs, how soon it is asked, how soon people see its task."""
