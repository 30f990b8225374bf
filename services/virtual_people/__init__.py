"""People of the simulated office: they see tasks, take some, finish them, and thank each other."""
