"""What the pytest plugin is made of; ``fakejuju.pytest_plugin`` has the hooks. Nothing here is heavy."""
