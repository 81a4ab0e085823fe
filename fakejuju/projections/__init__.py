"""What entities look like on the wire, where several facades tell the same."""
