"""Real servers for the demo and the tests: S3, PostgreSQL, Valkey, Varnish and nginx, on loopback, without containers.

    with s3() as storage, postgresql() as database:
        os.environ.update(storage.environment() | database.environment())

Each takes free ports, is asked until it answers, and ends with the process that started it, even if that is
killed. Without a folder its data is temporary; with one it is kept there.
"""

from servers.nginx import Nginx, nginx
from servers.postgresql import PostgreSQL, postgresql
from servers.process import ServerFault
from servers.s3 import S3, s3
from servers.valkey import Valkey, valkey
from servers.varnish import Varnish, varnish

__all__ = [
    "S3",
    "Nginx",
    "PostgreSQL",
    "ServerFault",
    "Valkey",
    "Varnish",
    "nginx",
    "postgresql",
    "s3",
    "valkey",
    "varnish",
]
