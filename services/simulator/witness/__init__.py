"""What watches a simulation and knows what ought to be true: one module per kind of rule."""
