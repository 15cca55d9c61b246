# SPDX-License-Identifier: GPL-3.0-or-later
"""What a desktop asks of a program: the bus starts it, a second start joins the first, and neither home nor bus is
needed."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import time

import person
from person import run, sample, wait

ID = "io.github.likeness.Likeness"
PATH = "/io/github/likeness/Likeness"


def call(name, path, method, *arguments):
    """What a method on the session's bus answers, as gdbus prints it."""
    return run("gdbus", "call", "--session", "--timeout", "60", "--dest", name, "--object-path", path, "--method",
               method, *arguments)


def call_bus(method, *arguments):
    return call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus." + method, *arguments)


def install_service(home):
    """As the package does, but of the program that is tested."""
    folder = pathlib.Path(os.environ["XDG_RUNTIME_DIR"]) / "dbus-1" / "services"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{ID}.service").write_text(
        f"[D-BUS Service]\nName={ID}\nExec={os.environ['LIKENESS']} --gapplication-service\n")
    variables = {name: home.environment[name] for name in home.environment
                 if name.startswith(("XDG_", "LIKENESS_", "GSETTINGS_", "G_", "GTK_", "GDK_", "GSK_", "ADW_", "LC_"))
                 or name in ("HOME", "DISPLAY")}
    call_bus("UpdateActivationEnvironment", "{" + ", ".join(f"{json.dumps(name)}: {json.dumps(value)}"
                                                          for name, value in variables.items()) + "}")
    call_bus("ReloadConfig")


def find_process():
    return int(re.search(r"\(uint32 (\d+),\)", call_bus("GetConnectionUnixProcessID", ID)).group(1))


def get_titles(root):
    return sorted(frame.name for frame in root.children if frame.extents)


def copy_session(home, name):
    folder = home.path / name
    shutil.copytree(sample("example.likeness").parent, folder)
    (folder / "example.likeness").rename(folder / f"{name}.likeness")
    return folder / f"{name}.likeness"


def has_ended(process):
    """The bus, whose child it is, has seen its end, or will."""
    try:
        return pathlib.Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(") ")[2][0] == "Z"
    except OSError:
        return True


def the_bus_starts_it(home, start):
    """Files come with the call; a start by hand hands its own over, and is done."""
    install_service(home)
    first, second = copy_session(home, "first"), copy_session(home, "second")
    call(ID, PATH, "org.freedesktop.Application.Open", f"['{first.as_uri()}']", "{}")
    process = find_process()
    try:
        root = wait("the program is in the accessibility tree", lambda: person.get_bus().find_program(process))
        wait("its window", lambda: get_titles(root) == ["first – Likeness"])
        by_hand = subprocess.run([os.environ["LIKENESS"], str(second)], env=home.environment, check=True,
                                 timeout=person.PATIENCE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert by_hand.stdout == "", by_hand.stdout
        wait("both windows", lambda: get_titles(root) == ["first – Likeness", "second – Likeness"])
        assert find_process() == process
        call(ID, PATH, "org.freedesktop.Application.ActivateAction", "quit", "[]", "{}")
        wait("the end", lambda: has_ended(process))
    finally:
        with contextlib.suppress(OSError):
            os.kill(process, 15)


def neither_home_nor_bus(home, start):
    """Folders that nobody can write into, root neither. Without a bus there is no accessibility tree: it is looked for
    on the screen."""
    nowhere = {name: "/dev/null/nowhere" for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
                                                      "XDG_STATE_HOME", "XDG_RUNTIME_DIR")}
    environment = dict(home.environment, **nowhere, DBUS_SESSION_BUS_ADDRESS="unix:path=/dev/null/bus",
                       GSETTINGS_BACKEND="memory", GTK_A11Y="none")
    # GTK warns of the bus that is missing.
    environment.pop("G_DEBUG", None)
    log = home.path / "log"
    with open(log, "w", encoding="utf-8") as stderr:
        process = subprocess.Popen([os.environ["LIKENESS"], str(sample("example.likeness"))], env=environment,
                                   stdout=subprocess.DEVNULL, stderr=stderr)
    try:
        wait("its window", lambda: process.poll() is not None or run(
            "xdotool", "search", "--onlyvisible", "--name", "^example – Likeness$", check=False).split())
        time.sleep(2)
        assert process.poll() is None, log.read_text(encoding="utf-8")
    finally:
        process.terminate()
        process.wait(30)
    # GTK's own list of recent files has no other place.
    bad = [line for line in log.read_text(encoding="utf-8").splitlines()
           if person.ALARMS.search(line) and not person.NOISE.search(line) and "recently used files" not in line]
    assert not bad, bad


if __name__ == "__main__":
    person.main([the_bus_starts_it, neither_home_nor_bus])
