"""Messages to a web address of the operator's choice."""

from __future__ import annotations

import httpx

from foilog.alerts.message import Message
from foilog.alerts.undelivered import Undelivered

_SECONDS = 10.0


def post(address: str, message: Message) -> None:
    """Post ``message`` as JSON; any 2xx takes it, and no redirect is followed. Raises Undelivered.

    The same ``Idempotency-Key`` comes with each try, so that a receiver may drop the second of two. The
    address, which may be a secret, does not stand in the error.
    """
    headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": message.key}
    try:
        answer = httpx.post(address, content=message.payload.encode(), headers=headers, timeout=_SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Undelivered(type(error).__name__) from None  # its words name the address
    if not answer.is_success:
        raise Undelivered(f"it answered {answer.status_code}")
