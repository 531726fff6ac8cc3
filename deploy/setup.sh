#!/bin/sh
# Finds a Python that is new enough and hands over to deploy/install.py.
new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

if [ -n "$PYTHON" ] && ! new_enough "$PYTHON"; then
    echo "PYTHON=$PYTHON is not a Python 3.11 or newer." >&2
    exit 1
fi
for python in $PYTHON python3.11 python3.12 python3.13 python3 python; do
    if new_enough "$python"; then
        exec "$python" -m deploy.install "$@"
    fi
done
echo "Python 3.11 or newer is needed; found: $(python3 --version 2>/dev/null || echo none)." >&2
echo "Debian, Ubuntu: sudo apt install python3.11 python3.11-venv. Elsewhere: https://www.python.org/downloads/" >&2
echo "If it is installed where the shell does not look: PYTHON=/path/to/python3.11 make run" >&2
exit 1
