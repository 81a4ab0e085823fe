"""What Juju does, whichever facade asked for it: verbs over the state, for handlers and for agents."""
