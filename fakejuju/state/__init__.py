"""What a simulated controller knows: frozen entities, changed by transactions only."""
