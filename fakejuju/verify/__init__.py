"""Hold the simulator against recordings of real controllers."""
