"""`soms bench`: what this machine does, each figure beside its limit and a peer of the same run."""
