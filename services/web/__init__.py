"""What every HTTP service of ours has in common: problem details, health, metrics, a clean stop."""
