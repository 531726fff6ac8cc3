#!/usr/bin/env python
from __future__ import annotations

import os
import sys
from contextlib import nullcontext

from django.core.management import execute_from_command_line

from deploy import running

# Of Django's own, those that ask no store anything.
STANDALONE = {"check", "collectstatic", "factions", "help", "findstatic"}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecosystem.settings")
    alone = len(sys.argv) < 2 or sys.argv[1] in STANDALONE or "--help" in sys.argv or sys.argv[1].startswith("-")
    with nullcontext() if alone else running.borrowed():
        execute_from_command_line(sys.argv)
