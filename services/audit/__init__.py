"""What auditors get: the books as journals that other programs read, statements, proofs."""
