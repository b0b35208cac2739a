"""Caches in front of us are told which answers are old, from the change log.

Each cache has a row of its own, :class:`cms.delivery.models.Purged`, with how far it has come; it moves on only when
the cache has accepted everything, so whatever happens to a worker, a cache is told once more rather than once too few.

Everything is purged twice. An answer that was being made while the change was published may reach the cache after the
first purge; it was made within ``SLOW_SECONDS``, for others are kept by no cache, so some seconds later it is there.
"""
