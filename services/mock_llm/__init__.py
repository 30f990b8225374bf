"""A stand-in for a model server: it reads the facts of a request and answers what they call for."""
