"""Alerts: each new match is told once, whatever fails in between, and silence is explained."""

import json
import re
import smtplib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from archive.building.build import build_and_publish
from archive.errors import FaultyAlerts
from archive.store.captures import CaptureStore, RunResult
from foilog.alerts.message import health, one_line
from foilog.alerts.settings import PASSWORD, load_settings, read_settings
from foilog.alerts.telling import Foreseen, Outcome, foresee, tell
from foilog.outcome import ExitCode
from foilog.trouble import trouble
from practice.profile import profile_text
from practice.server import PracticeServer
from practice.site import generate
from tests.command import ROOT, foilog
from tests.held_pages import ITEMS, MET, capture, hold, letter, page
from tests.sinks import MailSink, WebSink, mail_sink, web_sink, write_certificate

NOW = datetime(2026, 11, 22, 3, 17, tzinfo=UTC)
DAY = timedelta(days=1)
SENDER = "foilog@example.org"
TITLES = ("Swans on roads", "Swans at dawn", "Umbrellas")


class Desk:
    """An archive with alerts; ``night`` publishes one more page and sends what is new, a day later."""

    def __init__(self, data: Path, mail: MailSink, web: WebSink) -> None:
        self.data, self.mail, self.web = data, mail, web
        self.now = NOW
        self.pages = 0

    def alerts(self, *entries: str, **smtp: object) -> None:
        settings = {
            "host": "127.0.0.1",
            "port": self.mail.port,
            "security": "none",
            "from": "foilog@example.org",
        }
        lines = [f"{key} = {json.dumps(value)}" for key, value in {**settings, **smtp}.items()]
        text = "\n".join(['site = "https://foi.example.org"', "[smtp]", *lines, *entries])
        (self.data / "alerts.toml").write_text(text, "utf-8")

    def add(self, title: str) -> str:
        self.pages += 1
        reference = f"01.FOI.24.03{self.pages:04}"
        with CaptureStore.open(self.data / "captures.db") as store:
            url = f"{ITEMS}/d/march-2024/item-{self.pages}/"
            hold(store, capture(url, page(letter(reference, f"How many {title.lower()} were seen?"), title)))
        return reference

    def checked(self, code: int = 0, sources: tuple[str, ...] = ("live: done",), message: str = "") -> None:
        with CaptureStore.open(self.data / "captures.db") as store:
            run = store.start_run(self.now, sources, "met")
            store.finish_run(run, self.now, RunResult(code, sources, message=message))

    def build(self) -> None:
        build_and_publish(self.data, MET, accept_drift=True)

    def tell(self) -> Outcome:
        settings = load_settings(self.data)
        assert settings
        return tell(self.data, settings, self.now, pauses=(0.0, 0.0))

    def night(self, *titles: str) -> Outcome:
        self.now += DAY
        for title in titles:
            self.add(title)
        self.checked()
        if titles or not (self.data / "foi.db").exists():
            self.build()
        return self.tell()

    @property
    def payloads(self) -> list[dict[str, Any]]:
        return [json.loads(post.body) for post in self.web.posts]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    data = tmp_path / "data"
    data.mkdir()
    with mail_sink() as mail, web_sink() as web:
        yield Desk(data, mail, web)


def swans(desk: Desk, more: str = "") -> str:
    return f"""
[[alert]]
name = "Swans"
query = "title:swans"
to = ["mailto:desk@example.org"]
webhook = "{desk.web.url}"
{more}"""


def test_a_new_match_is_told_once_by_each_way(desk: Desk) -> None:
    desk.alerts(swans(desk))
    assert desk.night(*TITLES).sent == 0  # what is there when an alert begins is no news
    assert desk.night("Parrots").sent == 0
    assert desk.night("More swans", "Owls") == Outcome(sent=2)
    [mail], [payload] = desk.mail.mails, desk.payloads
    assert mail["Subject"] == "Swans: More swans"
    assert (mail["To"], mail["From"]) == ("desk@example.org", "foilog@example.org")
    text = mail.get_content()
    assert "01.FOI.24.030005" in text
    assert "https://foi.example.org/r/01.FOI.24.030005" in text
    assert "Owls" not in text
    assert [one["id"] for one in payload["responses"]] == ["01.FOI.24.030005"]
    assert payload["kind"] == "matches"
    for _ in range(2):  # a re-run, a re-build
        assert desk.tell() == Outcome()
        desk.build()
        assert desk.tell() == Outcome()


def test_all_new_matches_come_in_one_message(desk: Desk) -> None:
    desk.alerts(swans(desk))
    desk.night("Swans")
    desk.night("Swans one", "Swans two", "Swans three")
    assert desk.mail.subjects == ["Swans: 3 new responses"]
    assert desk.payloads[0]["total"] == 3


def test_every_alert_has_its_own_memory(desk: Desk) -> None:
    owls = '[[alert]]\nname = "Owls"\nquery = "owls"\nto = ["mailto:owls@example.org"]'
    desk.alerts(swans(desk))
    desk.night("Swans", "Owls")
    desk.alerts(swans(desk), owls)
    assert desk.night() == Outcome()  # the new one begins
    desk.night("Owls and swans")
    assert sorted(desk.mail.subjects) == ["Owls: Owls and swans", "Swans: Owls and swans"]


def test_another_search_under_the_same_name_begins_anew(desk: Desk) -> None:
    desk.alerts(swans(desk))
    desk.night("Swans", "Owls", "Owls again")
    desk.alerts(swans(desk).replace("title:swans", "owls"))
    assert desk.night() == Outcome()
    assert desk.night("Owls in the third place").sent == 2


def test_filters_narrow_as_on_the_site(desk: Desk) -> None:
    desk.alerts(
        swans(desk, 'decision = "refused_ncnd"'), swans(desk, 'provision = "40"').replace('"Swans"', '"S40"')
    )
    desk.night()
    assert desk.night("Swans").sent == 2
    assert [payload["alert"] for payload in desk.payloads] == ["S40"]


def test_a_failing_web_address_gets_the_same_key_until_it_takes_the_message(desk: Desk) -> None:
    desk.alerts(swans(desk))
    desk.night("Swans")
    desk.web.answers = [500, 500, 500, 503, 307, 404]
    outcome = desk.night("More swans")
    assert (outcome.sent, outcome.waiting) == (1, 1)  # the mail is not held up
    assert outcome.troubles == ["alert 'Swans' to webhook: it answered 500; it will be tried again"]
    assert (desk.tell().waiting, len(desk.web.posts)) == (1, 6)
    assert desk.tell() == Outcome(waiting=1)  # tried too lately
    desk.now += timedelta(minutes=16)
    assert desk.tell() == Outcome(sent=1)
    assert desk.tell() == Outcome()
    keys = {post.headers["Idempotency-Key"] for post in desk.web.posts}
    assert keys == {payload["idempotency_key"] for payload in desk.payloads}
    assert len(keys) == 1
    assert all(post.path == "/hook/s3cr3t" for post in desk.web.posts)  # no redirect is followed
    assert len(desk.mail.mails) == 1


def test_a_web_address_that_fails_first_is_tried_again_in_the_same_run(desk: Desk) -> None:
    desk.alerts(swans(desk))
    desk.night("Swans")
    desk.web.answers = [500]
    assert desk.night("More swans") == Outcome(sent=2)
    first, second = desk.web.posts
    assert first.body == second.body


def test_waits_grow_and_a_message_is_given_up_after_two_weeks(desk: Desk) -> None:
    desk.alerts(swans(desk, "heartbeat_days = 0").replace(desk.web.url, "http://127.0.0.1:9/s3cr3t"))
    desk.night("Swans")
    outcome = desk.night("More swans")
    tried = [desk.now]
    while outcome.waiting:
        with CaptureStore.open(desk.data / "captures.db", read_only=True) as store:
            [(due,)] = store.execute("select due from alert_messages").fetchall()
        desk.now = datetime.fromisoformat(due)
        outcome = desk.tell()
        tried.append(desk.now)
    waits = [later - earlier for earlier, later in pairwise(tried)]
    assert waits[:5] == [timedelta(minutes=15 * n) for n in (0, 1, 2, 4, 8)]
    assert waits == sorted(waits)
    assert max(waits) == DAY
    assert timedelta(days=14) < tried[-1] - tried[0] < timedelta(days=16)
    assert outcome.troubles == ["alert 'Swans' to webhook: ConnectError; given up after 14 days"]


def test_a_mail_server_that_fails_is_tried_again(desk: Desk) -> None:
    desk.alerts(swans(desk))
    desk.night("Swans")
    desk.mail.refusals = ["451 later, please"] * 3
    outcome = desk.night("More swans")
    assert outcome.troubles == [
        "alert 'Swans' to desk@example.org: 127.0.0.1 answered 451; it will be tried again"
    ]
    assert desk.tell() == Outcome(sent=1)
    assert desk.mail.subjects == ["Swans: More swans"]


def test_a_mail_server_that_is_not_there_is_asked_for_one_mail_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.alerts(swans(desk), swans(desk).replace('"Swans"', '"Also swans"'), port=9)
    desk.night("Swans")
    asked: list[Any] = []
    connect = smtplib.SMTP.connect

    def counted(mailer: smtplib.SMTP, *place: Any) -> tuple[int, bytes]:
        asked.append(place)
        return connect(mailer, *place)

    monkeypatch.setattr(smtplib.SMTP, "connect", counted)
    outcome = desk.night("More swans")
    assert (outcome.sent, outcome.waiting) == (2, 2)
    assert len(asked) == 3


@pytest.mark.parametrize(("open_ones", "told"), [(["Open swans"], ["Swans: Open swans"]), ([], [])])
def test_what_was_taken_down_meanwhile_is_not_told(desk: Desk, open_ones: list[str], told: list[str]) -> None:
    desk.alerts(swans(desk))
    desk.night("Swans")
    for title in open_ones:
        desk.add(title)
    desk.build()
    without_secret = (desk.data / "foi.db").read_bytes()
    desk.web.answers, desk.mail.refusals = [500] * 3, ["451 later"] * 3
    assert desk.night("Secret swans").waiting == 2
    (desk.data / "foi.db").write_bytes(without_secret)
    desk.web.posts.clear()
    assert desk.tell() == Outcome(sent=2 * len(told))
    assert desk.mail.subjects == told
    assert "Secret" not in "".join(str(mail) for mail in desk.mail.mails) + str(desk.payloads)


def test_an_alert_taken_out_of_the_list_is_told_nothing(desk: Desk) -> None:
    desk.alerts(swans(desk))
    desk.night("Swans")
    desk.web.answers = [500] * 3
    desk.night("More swans")
    desk.alerts()
    assert desk.tell() == Outcome()


# A sign of life


def test_a_quiet_week_ends_with_a_sign_of_life(desk: Desk) -> None:
    desk.alerts(swans(desk))
    for _ in range(15):
        desk.night()
    assert desk.mail.subjects == ["Swans: nothing new, all is well"] * 2
    assert "The last complete check of met ended" in desk.mail.mails[0].get_content()
    assert desk.payloads[0]["kind"] == "heartbeat"
    assert desk.payloads[0]["archive"]["state"] == "fresh"
    assert len({payload["idempotency_key"] for payload in desk.payloads}) == 2


def test_a_message_starts_the_week_anew(desk: Desk) -> None:
    desk.alerts(swans(desk, "heartbeat_days = 3"))
    desk.night()
    for titles in ((), (), ("Swans",), (), ()):
        desk.night(*titles)
    assert desk.mail.subjects == ["Swans: Swans"]
    desk.night()
    assert desk.mail.subjects[1:] == ["Swans: nothing new, all is well"]


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ([], "no complete check since 23 November 2026, 03:17. No refresh has run since."),
        (
            [(3, ("live: blocked",), "a challenge")],
            "The last run ended 30 November 2026, 03:17 with code 3: a challenge.",
        ),
        ([(0, ("live: part, as limited",), "3 seen")], "with code 0: 3 seen."),
    ],
)
def test_a_broken_refresh_is_no_quiet_week(desk: Desk, runs, expected: str) -> None:
    desk.alerts(swans(desk))
    desk.night("Swans")
    desk.now += 7 * DAY
    for run in runs:
        desk.checked(*run)
    assert desk.tell().sent == 2
    assert desk.mail.subjects == ["Swans: the archive is stale"]
    text = desk.mail.mails[0].get_content().replace("\n", " ")
    assert "The refresh of met is BROKEN or does not run" in text
    assert expected in text
    assert desk.payloads[0]["archive"]["state"] == "stale"


def test_of_several_sites_the_one_left_longest_tells(tmp_path: Path) -> None:
    with CaptureStore.open(tmp_path / "captures.db") as store:
        for site, days, code in (("met", 9, 0), ("essex", 1, 0), ("met", 1, 3), ("essex", 0, 0)):
            run = store.start_run(NOW - days * DAY, ("live",), site)
            store.finish_run(run, NOW - days * DAY, RunResult(code, ("live: done",), message="a wall"))
        told = health(store.runs(), NOW)
    assert told.state == "stale"
    assert told.sentence.startswith("The refresh of met is BROKEN")
    assert told.sentence.endswith("with code 3: a wall.")


def test_signs_of_life_may_be_turned_off(desk: Desk) -> None:
    desk.alerts(swans(desk, "heartbeat_days = 0"))
    desk.night()
    desk.now += 400 * DAY
    assert desk.tell() == Outcome()


# What others wrote cannot lead a message astray


def test_a_title_cannot_add_a_header(desk: Desk) -> None:
    desk.alerts(swans(desk))
    desk.night()
    desk.night("Swans&#13;&#10;Bcc: everyone@example.org")
    with closing(sqlite3.connect(desk.data / "foi.db")) as public:
        public.execute("update responses set title = 'Swans' || char(13, 10) || 'Bcc: all@example.org'")
        public.commit()
    desk.alerts(swans(desk).replace("title:swans", "swans"))
    with closing(sqlite3.connect(desk.data / "captures.db")) as private:
        private.execute("delete from alert_matches")
        private.execute("update alerts set search = 'q=swans'")
        private.commit()
    desk.tell()
    mail = desk.mail.mails[-1]
    assert mail["Subject"] == "Swans: Swans Bcc: all@example.org"
    assert mail["Bcc"] is None
    assert len(mail.get_all("To")) == 1


@pytest.mark.parametrize(
    "text", ["a\nb", "a\r\nb", "a\x00b", "a\x85b", "a\u2028b", "a\x0bb", " a \t b ", "a\u202eb"]
)
def test_a_subject_is_one_line(text: str) -> None:
    assert one_line(text) == "a b"


def test_titles_in_any_script_arrive(desk: Desk) -> None:
    desk.alerts(
        swans(desk).replace('name = "Swans"', 'name = "Schwäne 🦢"').replace("title:swans", "łabędzie")
    )
    desk.night()
    desk.night("Łabędzie w Świętochłowicach")
    assert desk.mail.subjects == ["Schwäne 🦢: Łabędzie w Świętochłowicach"]
    assert "Łabędzie w Świętochłowicach" in desk.mail.mails[0].get_content()
    assert all(byte < 128 for byte in desk.mail.raw[0].partition(b"\r\n\r\n")[0])
    assert desk.payloads[0]["responses"][0]["title"] == "Łabędzie w Świętochłowicach"


# Mail servers with TLS and passwords


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_certificate(tmp_path_factory.mktemp("certificate") / "server.pem")


def test_mail_goes_by_starttls_with_a_password(
    desk: Desk, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD, "sesame")
    with mail_sink(certificate) as secured:
        smtp = {"port": secured.port, "security": "starttls", "user": "foilog"}
        desk.alerts(swans(desk), **smtp, ca_file=str(certificate))
        desk.night()
        desk.night("Swans")
        assert secured.subjects == ["Swans: Swans"]
        assert secured.logins == [(b"foilog", b"sesame")]


@pytest.mark.parametrize(
    ("password", "trusted", "reason"),
    [("wrong", True, "127.0.0.1 answered 535"), ("sesame", False, "SSLCertVerificationError")],
)
def test_a_refused_login_or_certificate_is_told_without_the_password(
    desk: Desk, certificate: Path, monkeypatch: pytest.MonkeyPatch, password: str, trusted: bool, reason: str
) -> None:
    monkeypatch.setenv(PASSWORD, password)
    with mail_sink(certificate) as secured:
        ca_file = {"ca_file": str(certificate)} if trusted else {}
        desk.alerts(swans(desk), port=secured.port, security="starttls", user="foilog", **ca_file)
        desk.night()
        outcome = desk.night("Swans")
        assert secured.mails == []
        assert reason in outcome.troubles[0]
        assert password not in outcome.troubles[0]


# The list


HERE = Path("data/alerts.toml")
GOOD = """
[smtp]
host = "mail.example.org"
from = "foilog@example.org"
[[alert]]
name = "Swans"
query = "swans"
to = ["mailto:desk@example.org"]
"""


def test_a_list_is_read() -> None:
    settings = read_settings(GOOD, HERE)
    assert settings.smtp
    assert (settings.smtp.port, settings.smtp.security) == (587, "starttls")
    [alert] = settings.alerts
    assert (alert.name, alert.asked, alert.to, alert.heartbeat_days) == (
        "Swans", "q=swans", ("mailto:desk@example.org",), 7,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("name =", "nme ="), "alert 1: unknown key nme"),
        (('name = "Swans"', 'name = ""'), "alert 1: name has to be one line"),
        (('name = "Swans"', r'name = "Swans\nBcc: x"'), "name has to be one line"),
        (("[[alert]]", "[alert]"), "write each as [[alert]]"),
        (("mailto:desk@example.org", "desk@example.org"), "alert 1 ('Swans'): to has to be a list"),
        (("mailto:desk@example.org", r"mailto:desk@example.org\nBcc: x@y"), "to has to be a list"),
        (('to = ["mailto:desk@example.org"]', ""), "neither to nor webhook"),
        (("mailto:desk@example.org", "mailto:bücher@example.org"), "to has to be a list"),
        (("mailto:desk@example.org", "mailto:a@b, c@d"), "to has to be a list"),
        (('from = "foilog@', r'from = "x\nfoilog@'), "from has to be an address"),
        (('from = "foilog@example.org"', ""), "from has to be an address"),
        (("to =", 'webhook = "ftp://example.org"\nto ='), "webhook is no http or https address"),
        (("to =", 'webhook = "$FOILOG_NO_SUCH"\nto ='), "the environment has no FOILOG_NO_SUCH"),
        (("to =", 'decision = "perhaps"\nto ='), "“perhaps” is not a decision"),
        (("to =", "provision = 31\nto ="), "provision: write it in quotes"),
        (("to =", "heartbeat_days = -1\nto ="), "heartbeat_days has to be a whole number"),
        (("[[alert]]", '[[alert]]\nname = "Swans"\nto = ["mailto:a@b"]\n[[alert]]'), "several have this"),
        (("host = ", "hst = "), "[smtp]: unknown key hst; [smtp]: host missing"),
        (("[smtp]", "[smtp]\nsecurity = 'perhaps'"), "security is one of tls, starttls, none"),
        (("[smtp]", "[smtp]\nuser = 'foilog'"), "a password in the environment, FOILOG_SMTP_PASSWORD"),
        (("[smtp]", "[smtp]\nport = 'many'"), "port has to be a number"),
        (('[smtp]\nhost = "mail.example.org"\nfrom = "foilog@example.org"', ""), "[smtp]: missing"),
        (("[smtp]", "[smtp"), "not valid TOML"),
    ],
)  # fmt: skip
def test_a_fault_in_the_list_is_named(change: tuple[str, str], fault: str) -> None:
    with pytest.raises(FaultyAlerts) as caught:
        read_settings(GOOD.replace(*change), HERE)
    code, message = trouble(caught.value)
    assert code == ExitCode.STORAGE
    assert message.startswith("data/alerts.toml: ")
    assert fault in message
    assert message.endswith("Mend it and run it again.")


def test_the_list_in_the_guide_can_be_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD, "sesame")
    monkeypatch.setenv("NCND_HOOK", "https://hooks.example.org/s3cr3t")
    [example] = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "alerts.md").read_text("utf-8"), re.DOTALL)
    drones, ncnd = read_settings(example, HERE).alerts
    assert drones.to == ("mailto:desk@example.org",)
    assert (ncnd.search.filters.decision, ncnd.heartbeat_days) == ("refused_ncnd", 1)


def test_a_password_goes_over_the_net_only_enciphered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD, "sesame")
    plain = GOOD.replace("[smtp]", "[smtp]\nuser = 'foilog'\nsecurity = 'none'")
    with pytest.raises(FaultyAlerts, match="only with tls or starttls"):
        read_settings(plain, HERE)
    assert read_settings(plain.replace("mail.example.org", "127.0.0.1"), HERE).smtp


def test_a_secret_address_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_HOOK", "https://hooks.example.org/s3cr3t")
    settings = read_settings(GOOD.replace("to =", 'webhook = "$DESK_HOOK"\nto ='), HERE)
    assert settings.alerts[0].webhook == "https://hooks.example.org/s3cr3t"


# The command


def test_a_look_ahead_writes_and_sends_nothing(desk: Desk) -> None:
    desk.alerts(swans(desk))
    desk.add("Swans")
    desk.build()
    settings = load_settings(desk.data)
    assert settings
    expected = Foreseen("Swans", "q=title:swans", 1, None, heartbeat=False)
    assert foresee(desk.data, settings, NOW) == (expected,)
    ended = foilog("--data", desk.data, "alerts", "--dry-run")
    assert (ended.code, ended.out) == (
        0,
        "Swans (q=title:swans): begins now; the 1 responses it finds are not told\n",
    )
    desk.tell()
    desk.add("More swans")
    desk.build()
    for _ in range(2):
        [one] = foilog("--data", desk.data, "alerts", "--dry-run", "--json").json["alerts"]
        assert one["new"] == 1
    assert not desk.mail.mails
    assert foresee(desk.data, settings, desk.now + 7 * DAY) == (replace(expected, found=2, new=1),)


def test_the_command_sends_and_says_so(desk: Desk) -> None:
    desk.alerts(swans(desk))
    desk.add("Swans")
    desk.build()
    assert foilog("--data", desk.data, "alerts").out == "0 messages sent, 0 wait\n"
    desk.add("More swans")
    desk.build()
    ended = foilog("--data", desk.data, "alerts", "--json")
    assert (ended.code, ended.json["sent"]) == (0, 2)


def test_the_command_does_not_call_done_what_waits_for_a_later_try(desk: Desk) -> None:
    desk.alerts(swans(desk))
    desk.night("Swans")
    desk.web.answers = [500, 500, 500]
    desk.night("More swans")
    with closing(sqlite3.connect(desk.data / "captures.db")) as conn, conn:
        conn.execute("update alert_messages set due = '9999-01-01T00:00:00Z'")
    ended = foilog("--data", desk.data, "alerts")
    assert (ended.code, ended.out) == (ExitCode.PARTIAL, "0 messages sent, 1 wait\n")
    assert ended.err.count("\n") == 1
    assert "not due yet" in ended.err


def test_without_a_list_the_command_says_where_one_is_described(tmp_path: Path) -> None:
    ended = foilog("--data", tmp_path, "alerts")
    assert ended.code == 2
    assert "docs/alerts.md" in ended.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("alerts", "said"),
    [
        ("[[alert]]\nname = 'All'\nto = ['mailto:desk@example.org']", "[smtp]: missing"),
        ("[[alert", "not valid TOML"),
        ("[[alert]]\nname = 'All'\nwebhook = 'http://127.0.0.1:9/s3cr3t'", None),
    ],
)
def test_trouble_with_alerts_leaves_the_night_s_work_and_its_code(
    tmp_path: Path, alerts: str, said: str | None
) -> None:
    data, site = tmp_path / "data", tmp_path / "practice.toml"
    data.mkdir()
    (data / "alerts.toml").write_text(alerts)
    with PracticeServer(generate(items=4)) as server:
        site.write_text(profile_text(server.base_url))
        ended = foilog("--data", data, "--site", site, "refresh", "--quiet")
    assert ended.code == 0
    assert (data / "foi.db").exists()
    assert (said in ended.err) if said else not ended.err


def test_a_refresh_tells_what_it_found(tmp_path: Path) -> None:
    data, site = tmp_path / "data", tmp_path / "practice.toml"
    data.mkdir()
    with web_sink() as web, PracticeServer(generate(items=6)) as server:
        (data / "alerts.toml").write_text(f"[[alert]]\nname = 'All'\nwebhook = '{web.url}'")
        site.write_text(profile_text(server.base_url))
        command = ["--data", data, "--site", site, "refresh", "--quiet"]
        assert foilog(*command, "--limit", "2").code == 0
        assert not web.posts
        for _ in range(2):
            assert foilog(*command).code == 0
    [post] = web.posts
    payload = json.loads(post.body)
    assert payload["total"] >= 3
    assert payload["fictional"]
    status = foilog("--data", data, "status", "--json").json
    assert payload["archive"]["newest_manifest"] == status["manifest"]["sha256"]
    assert post.headers["Idempotency-Key"] == payload["idempotency_key"]
