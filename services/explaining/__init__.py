"""Why something happened: chains of events, both ways, and what each says in plain words."""
