"""The WSGI application that granian serves."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.production")

# Threads take turns 50 times more often than by default: answers from the cache need little and would otherwise
# wait behind each slow query.
sys.setswitchinterval(0.0001)

application = get_wsgi_application()
