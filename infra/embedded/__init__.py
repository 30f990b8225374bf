"""A database and a broker that come as Python packages, and the processes that they run in."""
