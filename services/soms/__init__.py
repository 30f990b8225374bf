"""The `soms` command: everything an operator does with a hub, from a terminal or a script."""
