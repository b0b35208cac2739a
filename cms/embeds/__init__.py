"""Videos of allowed providers: asked for when an editor saves, never when somebody reads."""
