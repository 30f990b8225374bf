"""What the brain knows: its context, the words that it is told it in, and when it is to think."""
