"""The wallet: the books of a hub over HTTP. Decides in `handlers.credits`, keeps nothing itself."""
