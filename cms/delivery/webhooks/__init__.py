"""Webhooks: each registered receiver is told of every change of its site, at least once and in order per object.

:mod:`.queue` puts the changes of the log into each receiver's queue and says which are due; :mod:`.courier` sends them
from the worker; :mod:`.payloads` is what is sent, :mod:`.sending` how, :mod:`.targets` where to. What front-end
developers are promised is in ``docs/webhooks.md``.
"""
