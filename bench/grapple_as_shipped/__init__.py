"""The yardstick: the benchmark's rows in plain Wagtail models with grapple's own types, resolvers and view."""
