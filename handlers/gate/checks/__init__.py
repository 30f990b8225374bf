"""The checks behind the gate's rules, by what they look at. Each is one small pure function."""
