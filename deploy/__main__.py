from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys

from deploy import keep, running, up
from deploy.children import Family
from deploy.console import Fault, leave_stdout_alone, say
from deploy.home import LOGS, ROOT
from deploy.schema import bring_up_to_date


def services() -> None:
    fresh = running.start_stores()
    say("stores started; `make stop` stops them" if fresh else "stores already run")
    for key, value in running.urls().items():
        say(f"{key}={value}")


def stop() -> None:
    stopped = [name for name in (running.PAGES, running.STORES) if running.stop(name)]
    say(f"stopped {' and '.join(stopped)}" if stopped else "nothing runs here")


def borrow(command: list[str], *, migrate: bool) -> int:
    """Run a command with the stores at hand."""
    leave_stdout_alone()
    with running.borrowed() as settings:
        os.environ.update({key: value for key, value in settings.items() if not os.environ.get(key)})
        if migrate:
            bring_up_to_date(Family(LOGS))
        process = subprocess.Popen(command, cwd=ROOT)
        # The terminal's Ctrl-C reaches the command too; we stay until it has gone, to put the stores away after it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        return process.wait()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m deploy")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="the whole studio, until Ctrl-C")
    commands.add_parser("services", help="the stores only, in the background")
    commands.add_parser("stop", help="stop whatever runs")
    keeper = commands.add_parser("keep", help="the stores only, in this process")
    keeper.add_argument("--borrowed", action="store_true", help="stop when the last guest has left")
    borrower = commands.add_parser("borrow", help="run a command with the stores, started for it if need be")
    borrower.add_argument("--migrate", action="store_true", help="bring the database up to date first")
    borrower.add_argument("line", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    try:
        if options.command == "borrow":
            return borrow(options.line, migrate=options.migrate)
        if options.command == "keep":
            keep.main(borrowed=options.borrowed)
        else:
            {"run": up.main, "services": services, "stop": stop}[options.command]()
    except Fault as fault:
        say(str(fault))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
