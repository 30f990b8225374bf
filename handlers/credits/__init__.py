"""The books: what may move credits, and what follows for them from tasks and devices."""
