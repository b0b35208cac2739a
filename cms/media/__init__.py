"""Images and documents: models, presets, clean uploads and storage."""
