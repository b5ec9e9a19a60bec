"""Messages by e-mail."""

from __future__ import annotations

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from foilog.alerts.message import Message, one_line
from foilog.alerts.settings import Smtp
from foilog.alerts.undelivered import Undelivered

_SECONDS = 20.0


def send_mail(server: Smtp, recipient: str, message: Message, now: datetime) -> None:
    """Hand ``message`` for ``recipient``, an address, to the mail server. Raises Undelivered.

    No password and no word of the server stands in the error, but its code.
    """
    try:
        with _connected(server) as mailer:
            mailer.send_message(_mail(server, recipient, message, now))
    except smtplib.SMTPRecipientsRefused as error:
        codes = ", ".join(str(code) for code, _ in error.recipients.values())
        raise Undelivered(f"{server.host} refused the recipient ({codes})", for_all=False) from error
    except smtplib.SMTPResponseException as error:
        raise Undelivered(f"{server.host} answered {error.smtp_code}") from error
    except (OSError, smtplib.SMTPException) as error:
        raise Undelivered(f"{server.host} port {server.port}: {type(error).__name__}") from error


def _connected(server: Smtp) -> smtplib.SMTP:
    context = ssl.create_default_context(cafile=server.ca_file or None)
    if server.security == "tls":
        mailer: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=_SECONDS, context=context)
    else:
        mailer = smtplib.SMTP(server.host, server.port, timeout=_SECONDS)
    try:
        if server.security == "starttls":
            mailer.starttls(context=context)
        if server.user:
            mailer.login(server.user, server.password)
    except BaseException:
        mailer.close()
        raise
    return mailer


def _mail(server: Smtp, recipient: str, message: Message, now: datetime) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = server.sender
    mail["To"] = recipient
    mail["Subject"] = one_line(message.subject)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{message.key}@{server.sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    return mail
