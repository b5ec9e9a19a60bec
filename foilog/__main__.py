"""The command line: verbs, options, help. What a verb does stands in its own module, imported when called."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from foilog.outcome import ExitCode

if TYPE_CHECKING:
    from parsers.profile import Profile

DEFAULT_PORT = 8001


@dataclass
class Setting:
    """The two options that every verb shares."""

    data: Path
    site: str

    @cached_property
    def profile(self) -> Profile:
        """The site's profile: a built-in one by name, or a TOML file by path."""
        from foilog.sites import find_profile

        return find_profile(self.site, os.environ.get("FOILOG_CONTACT", ""))


_HELP = {"help_option_names": ["-h", "--help"]}


def _example(text: str) -> str:
    return f"\b\nExample:\n  {text}"


_as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
_port = click.option("--port", type=click.IntRange(0, 65535), default=DEFAULT_PORT, show_default=True,
                     help="Port of the site; 0 takes a free one.")  # fmt: skip
_quiet = click.option("--quiet", is_flag=True, help="Say nothing where all went well, as fits cron.")
_setting = click.make_pass_decorator(Setting)


@click.group(epilog=_example("foilog demo"), context_settings=_HELP)
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), envvar="FOILOG_DATA",
              default="data", show_default=True, help="Folder of the archive (FOILOG_DATA).")  # fmt: skip
@click.option("--site", envvar="FOILOG_SITE", default="met", show_default=True, metavar="NAME|FILE.toml",
              help="Profile of the site (FOILOG_SITE).")  # fmt: skip
@click.version_option(package_name="foilog")
@click.pass_context
def cli(context: click.Context, data: Path, site: str) -> None:
    """Keep the Metropolitan Police FOI disclosure log, read it, and search it."""
    context.obj = Setting(data, site)


def _verb(example: str, name: str | None = None) -> Callable[[Callable[..., ExitCode]], click.Command]:
    return cli.command(name, epilog=_example(example), context_settings=_HELP)


@_verb("FOILOG_CONTACT=you@example.org foilog up --port 8001")
@_port
@click.option("--no-refresh", is_flag=True, help="Serve only what is held.")
@_setting
def up(setting: Setting, port: int, no_refresh: bool) -> ExitCode:
    """Refresh in the background and serve at once."""
    from foilog.serving import up as run

    return run(setting.data, setting.profile, setting.site, port, refresh=not no_refresh)


@_verb("FOILOG_CONTACT=you@example.org foilog refresh --dry-run")
@click.option("--source", "sources", multiple=True, default=["auto"], show_default=True,
              type=click.Choice(["auto", "live", "wayback", "commoncrawl"]),
              help="Where to look; may be repeated. auto: live, then the archives.")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), help="Fetch at most so many item pages.")
@click.option("--full", is_flag=True, help="Walk the whole listing and look at every known item again.")
@click.option("--dry-run", is_flag=True, help="Print pages, bytes and time expected; write nothing.")
@_quiet
@_as_json
@_setting
def refresh(
    setting: Setting,
    sources: tuple[str, ...],
    limit: int | None,
    full: bool,
    dry_run: bool,
    quiet: bool,
    as_json: bool,
) -> ExitCode:
    """The nightly job: find, capture, build, publish."""
    from foilog.refreshing import refresh as run

    return run(
        setting.data,
        setting.profile,
        sources=sources,
        limit=limit,
        full=full,
        dry_run=dry_run,
        as_json=as_json,
        quiet=quiet,
    )


@_verb("foilog import saved-pages/ --no-build", name="import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--url", help="Address of the one saved page, where the file does not say.")
@click.option("--captured-at", metavar="ISO", help="When the pages were saved, e.g. 2024-03-01T09:30:00Z.")
@click.option("--no-build", is_flag=True, help="Only keep the captures.")
@_as_json
@_setting
def import_(
    setting: Setting,
    paths: tuple[Path, ...],
    url: str | None,
    captured_at: str | None,
    no_build: bool,
    as_json: bool,
) -> ExitCode:
    """Take in pages that a person saved: WARC, WACZ, HTML, text, folders of these."""
    from foilog.importing import import_files

    moment = _moment(captured_at) if captured_at else None
    return import_files(
        setting.data, setting.profile, paths, url=url, captured_at=moment, build=not no_build, as_json=as_json
    )


@_verb("foilog build")
@click.option("--full", is_flag=True, help="Read every page and file again, whatever earlier builds read.")
@click.option(
    "--accept-drift",
    is_flag=True,
    help="Publish although pages are read worse than before; later builds are compared with this one.",
)
@_quiet
@_as_json
@_setting
def build(setting: Setting, full: bool, accept_drift: bool, quiet: bool, as_json: bool) -> ExitCode:
    """Make the public database from the captures, offline."""
    from foilog.building import build as run

    return run(
        setting.data, setting.profile, accept_drift=accept_drift, full=full, quiet=quiet, as_json=as_json
    )


@_verb("foilog serve --port 8001")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@_port
@_setting
def serve(setting: Setting, host: str, port: int) -> ExitCode:
    """Serve the site on the public database."""
    from foilog.serving import serve as run

    return run(setting.data, setting.profile, host, port)


@_verb("foilog folder public/")
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@_as_json
@_setting
def folder(setting: Setting, target: Path, as_json: bool) -> ExitCode:
    """Write a folder from which plain Datasette serves the archive elsewhere."""
    from foilog.hosting import folder as run

    return run(setting.data, setting.profile, target, as_json=as_json)


@_verb("foilog explain 01.FOI.22.024049")
@click.argument("key", metavar="REFERENCE|ID|URL")
@_as_json
@_setting
def explain(setting: Setting, key: str, as_json: bool) -> ExitCode:
    """Print every field of a response with its evidence and the rule that found it."""
    from foilog.reporting import explain as run

    return run(setting.data, key, as_json=as_json)


@_verb("foilog status --json")
@_as_json
@_setting
def status(setting: Setting, as_json: bool) -> ExitCode:
    """Say what is held, how fresh it is, and what failed."""
    from foilog.reporting import status as run

    return run(setting.data, as_json=as_json)


@_verb("foilog verify --against last-year/foi.db")
@click.option("--against", multiple=True, metavar="FILE|SHA256",
              help="A foi.db, bundle, manifest or digest kept elsewhere, which the chain must still hold;"
              " may be repeated.")  # fmt: skip
@_as_json
@_setting
def verify(setting: Setting, against: tuple[str, ...], as_json: bool) -> ExitCode:
    """Check every capture's digest, every quote against its text, every row against its capture."""
    from foilog.reporting import verify as run

    return run(setting.data, setting.profile, against=against, as_json=as_json)


@_verb("foilog release SHA256 --reason 'The hidden sheet is a list of months.'")
@click.argument("subject", metavar="[SHA256|author]", required=False)
@click.option("--reason", help="Why it may be published.")
@click.option("--who", metavar="NAME", default="operator", show_default=True, help="Who decided that.")
@_as_json
@_setting
def release(setting: Setting, subject: str | None, reason: str | None, who: str, as_json: bool) -> ExitCode:
    """List the files that are held back and why, or let one through after a look at it.

    "author" lets all files through whose only fault is that their properties name a person.
    """
    from foilog.releasing import list_held_back
    from foilog.releasing import release as run

    if subject is None:
        return list_held_back(setting.data, as_json=as_json)
    if not (reason and reason.strip()):
        raise click.BadOptionUsage("reason", "say why the file may be published: --reason TEXT")
    return run(setting.data, setting.profile, subject, reason=reason, who=who, as_json=as_json)


@_verb("foilog alerts --dry-run")
@click.option("--dry-run", is_flag=True, help="Print what would be sent; write and send nothing.")
@_as_json
@_setting
def alerts(setting: Setting, dry_run: bool, as_json: bool) -> ExitCode:
    """Tell by e-mail and webhook what is new in saved searches (alerts.toml)."""
    from foilog.alerting import alerts as run

    return run(setting.data, dry_run=dry_run, as_json=as_json)


@_verb("foilog backup --keep 14 /mnt/backups/")
@click.argument("target", metavar="FILE|DIR")
@click.option("--keep", type=click.IntRange(min=1), help="In a folder: remove all dated backups but so many.")
@_as_json
@_setting
def backup(setting: Setting, target: str, keep: int | None, as_json: bool) -> ExitCode:
    """Copy what cannot be made again, captures and hand-made lists, into one checked file."""
    from foilog.backing_up import backup as run

    return run(setting.data, target, keep=keep, as_json=as_json)


@_verb("foilog restore /mnt/backups/foilog-20261122T031700Z.tar")
@click.argument("backup", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Also where the archive holds what the backup lacks.")
@_as_json
@_setting
def restore(setting: Setting, backup: Path, force: bool, as_json: bool) -> ExitCode:
    """Put a backup back, check every body, and publish."""
    from foilog.backing_up import restore as run

    return run(setting.data, setting.profile, backup, force=force, as_json=as_json)


@_verb("foilog export archive-2026 --format csv --format sqlite")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--format", "formats", multiple=True, type=click.Choice(["csv", "jsonl", "sqlite", "warc"]),
              help="What to write; may be repeated. All of them where none is named.")  # fmt: skip
@_as_json
@_setting
def export(setting: Setting, folder: Path, formats: tuple[str, ...], as_json: bool) -> ExitCode:
    """Write the whole archive into a folder, with data dictionary and checksums."""
    from foilog.exporting import export as run

    return run(setting.data, folder, formats=formats, as_json=as_json)


@_verb("foilog bundle 01.FOI.22.024049 --out evidence.zip")
@click.argument("key", metavar="REFERENCE|ID|URL")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.zip",
              help="Where to write it; without it a file called after the response.")  # fmt: skip
@_as_json
@_setting
def bundle(setting: Setting, key: str, out: Path | None, as_json: bool) -> ExitCode:
    """Put all that proves a response into a zip that can be checked offline."""
    from foilog.bundling import bundle as run

    return run(setting.data, key, out=out, as_json=as_json)


@_verb("foilog suppress 01.FOI.22.024049 --reason 'Names a private person' --mask 'Jane Example'")
@click.argument("key", metavar="KEY")
@click.option("--reason", required=True, help="Shown to readers; must not say what is suppressed.")
@click.option("--mask", "words", multiple=True, metavar="TEXT",
              help="Cover these words wherever they stand, and leave the page; may be repeated.")  # fmt: skip
@click.option("--erase", is_flag=True, help="Hide the page and delete what is kept of it here, for good.")
@click.option("--who", default="", help="Who decided; kept in the list, not published.")
@_as_json
@_setting
def suppress(
    setting: Setting, key: str, reason: str, words: tuple[str, ...], erase: bool, who: str, as_json: bool
) -> ExitCode:
    """Hide a response, cover words, or erase: KEY is an id, a reference or an address."""
    from foilog.suppressing import Order
    from foilog.suppressing import suppress as run

    return run(setting.data, setting.profile, key, Order(reason, words, erase, who), as_json=as_json)


@_verb("foilog unsuppress 01.FOI.22.024049")
@click.argument("key", metavar="KEY")
@_as_json
@_setting
def unsuppress(setting: Setting, key: str, as_json: bool) -> ExitCode:
    """Show again what was hidden or covered, and let what was erased be fetched again."""
    from foilog.suppressing import unsuppress as run

    return run(setting.data, setting.profile, key, as_json=as_json)


@_verb("foilog prune --dry-run")
@click.option("--keep", type=click.IntRange(min=0), default=30, show_default=True, metavar="DAYS",
              help="Keep samples of drift for so many days.")  # fmt: skip
@click.option("--cache", is_flag=True, help="Also what was read, which the next build reads again.")
@click.option("--dry-run", is_flag=True, help="Print what can go; remove nothing.")
@_as_json
@_setting
def prune(setting: Setting, keep: int, cache: bool, dry_run: bool, as_json: bool) -> ExitCode:
    """Free the disk of what is not needed: never a capture, never the last copy of anything."""
    from foilog.pruning import prune as run

    return run(setting.data, keep=keep, cache=cache, dry_run=dry_run, as_json=as_json)


@_verb("foilog eval tests/gold/dev", name="eval")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@_as_json
@_setting
def eval_(setting: Setting, folder: Path, as_json: bool) -> ExitCode:
    """Measure the readers against labelled pages: precision and recall by field, role and section."""
    from foilog.evaluating import evaluate

    return evaluate(folder, setting.profile, as_json=as_json)


@_verb("foilog demo --port 8001")
@_port
@_setting
def demo(setting: Setting, port: int) -> ExitCode:
    """Run the same pipeline over a practice site: fictional pages, data of its own."""
    from foilog.serving import demo as run

    return run(setting.data, port)


@_verb("foilog sites")
@_as_json
@_setting
def sites(setting: Setting, as_json: bool) -> ExitCode:
    """List the profiles that come with the program."""
    from foilog.sites import print_sites

    return print_sites(as_json=as_json)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"{text!r} is not an ISO date and time"
        raise click.BadParameter(message, param_hint="--captured-at") from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def run(argv: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit code; every trouble ends in one line on standard error."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return int(cli.main(args=arguments, prog_name="foilog", standalone_mode=False) or 0)
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        verb = context.command_path if context else "foilog"
        message = error.format_message().rstrip(".")
        return _ended(ExitCode.USAGE, f"{message}. See {verb} --help.", arguments)
    except (click.Abort, KeyboardInterrupt):
        return _ended(ExitCode.UNEXPECTED, "stopped; nothing is lost, run it again to go on", arguments)
    except Exception as error:  # the last line of defence: a cron mail with one clear line
        from foilog.trouble import trouble

        code, message = trouble(error)
        if code == ExitCode.UNEXPECTED and os.environ.get("FOILOG_DEBUG"):
            raise
        return _ended(code, message, arguments)


def _ended(code: ExitCode, message: str, arguments: Sequence[str]) -> int:
    if "--json" in arguments:
        click.echo(json.dumps({"exit_code": int(code), "message": message}))
    click.echo(f"foilog: {message}", err=True)
    return code


def main() -> None:
    """Entry point of the installed command. A service that is stopped ends like one that a person stops."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(run())


if __name__ == "__main__":
    main()
