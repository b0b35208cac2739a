"""How uploads are read from a request."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler


class LimitedUploadHandler(FileUploadHandler):
    """Let a request's files through as far as the largest one allowed, and the piece that shows they were more.

    The rest is read and forgotten, for a browser shows no answer before it has sent everything; nothing of it reaches
    memory or disk. The field then finds the file too big and says so, as it does of any other. This holds for
    whoever sends something: forms are read before it is known who sent them.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.limit = max(settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE, settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)
        self.passed = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass a piece on; None ends it here."""
        if self.passed > self.limit:
            return None
        self.passed += len(raw_data)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers after this one."""
