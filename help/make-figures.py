#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the figures of the help from the sample episode: make-figures.py LIKENESS-CLI SESSION FOLDER FIGURE.png…"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile


def main(program, session, folder, *names):
    session = pathlib.Path(session)
    told = json.loads(session.read_text(encoding="utf-8"))
    classes = [f"--support={c['name']}=" + ",".join(str(session.parent / shot["file"]) for shot in c["shots"])
               for c in told["classes"]]
    query = session.parent / told["queries"][0]["file"]
    with tempfile.TemporaryDirectory(prefix="likeness-help-") as work:
        # In English, with points, whatever the language of who builds.
        result = subprocess.run([program, "explain", *classes, query, "--figures", work], stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, check=False,
                                env={**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "C"})
        if result.returncode != 0:
            sys.exit(result.stderr.decode())
        for name in names:
            shutil.copyfile(pathlib.Path(work) / f"01-{name}", pathlib.Path(folder) / name)


if __name__ == "__main__":
    main(*sys.argv[1:])
