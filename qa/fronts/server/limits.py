"""Every number that bounds what a client may do, with its unit."""

from dataclasses import dataclass

from qa.load import MEGABYTE


@dataclass(frozen=True, slots=True)
class Limits:
    """What a client may do at most."""

    # Bytes of a request's body, unless it is a document: the longest question with all its filters fits many times.
    body: int = 100_000
    # Bytes of a request's first line and headers together.
    headers: int = 16_384
    # Seconds in which a body must come.
    body_seconds: float = 60.0
    # Seconds after which a connection that asks nothing is closed; long, since a client that just then asks again would
    # get an error.
    idle_seconds: int = 60
    # Connections at once; each may hold the headers above.
    connections: int = 512
    # Questions that wait, of all clients and of one; those that are being answered are not counted.
    waiting: int = 64
    waiting_each: int = 48
    # Requests of one client per minute, a tenth of which may come at once; 0 is no limit.
    rate: int = 6_000
    # Conversations, the minutes after which an unused one is forgotten, and the turns of one.
    conversations: int = 500
    idle_minutes: float = 120.0
    turns: int = 200
    # Streams of events at once, each of which holds a connection.
    streams: int = 32
    # Documents that may be uploaded, and their bytes in all, beside the limit of each (`--max-mb`).
    uploads: int = 100
    upload_bytes: int = 500 * MEGABYTE
    # Seconds that questions being answered may take after the server is to end.
    last_seconds: int = 30
