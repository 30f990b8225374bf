"""The projector: keeps every projection as rows in Postgres, rebuilds them beside the live ones."""
