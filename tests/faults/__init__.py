"""What happens when something fails, hangs or is fed nonsense."""
