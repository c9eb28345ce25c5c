#!/bin/sh
# Prints the path of a Python from 3.11 to 3.14 that can make virtual environments.
fit='import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))'
for name in "$PYTHON" python3 python3.14 python3.13 python3.12 python3.11 python /usr/bin/python3; do
    [ -n "$name" ] || continue
    if "$name" -c "$fit" >/dev/null 2>&1; then
        "$name" -c 'import sys; print(sys.executable)'
        exit 0
    fi
done
echo "No Python from 3.11 to 3.14 with venv found. Install one (on Debian: apt-get install python3 python3-venv)," >&2
echo "or name it: make run PYTHON=/path/to/python3.11" >&2
exit 1
