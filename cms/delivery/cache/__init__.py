"""The response cache: an answer is kept exactly as long as the change log says that it holds.

:mod:`.hits` stands in front of Django, :mod:`.store` keeps answers in this process, :mod:`.touched` knows what each
change has made old, :mod:`.position` asks how far the log has come: the one thing that each hit asks of the database.
"""
