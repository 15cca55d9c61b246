# SPDX-License-Identifier: GPL-3.0-or-later
"""Killed, and back again: all windows with all that was done in them; and what is asked where something would be lost."""

import json
import os
import shutil
import signal

import person
from person import sample, wait

KILLS = int(os.environ.get("LIKENESS_TEST_KILLS", 2))


def recovery(home):
    folder = home.state / "likeness"
    return sorted(folder.glob("window-*.likeness")) if folder.is_dir() else []


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def copy_session(home, name):
    folder = home.path / name
    shutil.copytree(sample("example.likeness").parent, folder)
    path = folder / f"{name}.likeness"
    (folder / "example.likeness").rename(path)
    return path


def kill(program, number=signal.SIGKILL):
    program.process.send_signal(number)
    wait("the program is gone", lambda: program.process.poll() is not None)


def is_kept(home, count, weight):
    def look():
        sessions = [read(path) for path in recovery(home)]
        weights = [round(session["options"]["weights"]["pixel"], 2) for session in sessions]
        return len(sessions) == count and weight in weights

    return look


def all_windows_come_back(home, start):
    """Two windows, one with changes and something to undo: killed, they are both there again; and once more."""
    program = start(copy_session(home, "one"), copy_session(home, "two"))
    wait("both windows", lambda: sorted(program.titles()) == ["one – Likeness", "two – Likeness"])
    wait("both decisions", lambda: len(program.find_all("label", person.re.compile(r"^\S+ ahead of "))) >= 2)
    for weight in [0.9, 0.7, 0.5, 0.3][:KILLS]:
        frame = next(frame for frame in program.frames() if frame.name.startswith("two"))
        program.see("slider", "Pixel weight", frame).value = weight
        wait("the change is kept", is_kept(home, 2, weight), 2)
        kill(program, signal.SIGKILL if weight != 0.7 else signal.SIGTERM)
        program = start()
        wait("both windows", lambda: sorted(program.titles()) == ["one – Likeness", "two – Likeness"])
        frame = next(frame for frame in program.frames() if frame.name.startswith("two"))
        wait("the weight is back", lambda: abs(program.see("slider", "Pixel weight", frame).value - weight) < 0.01)
        assert program.find("label", "• two", frame)
        assert program.find("label", "one", next(f for f in program.frames() if f.name.startswith("one")))
    program.focus_window("two – Likeness")
    program.keys("ctrl+z")
    program.quit()


def a_window_asks(home, start):
    """One of two windows is closed with changes: a question, and what is discarded is gone for good."""
    program = start(copy_session(home, "one"), copy_session(home, "two"))
    wait("both windows", lambda: len(program.titles()) == 2)
    wait("both decisions", lambda: len(program.find_all("label", person.re.compile(r"^\S+ ahead of "))) >= 2)
    frame = next(frame for frame in program.frames() if frame.name.startswith("two"))
    program.see("slider", "Pixel weight", frame).value = 0.9
    program.focus_window("two – Likeness")
    program.keys("ctrl+w")
    program.see("push button", "Discard")
    program.keys("Escape")
    program.see_gone("push button", "Discard")
    assert "two – Likeness" in program.titles()
    program.focus_window("two – Likeness")
    program.keys("ctrl+w")
    program.see("push button", "Discard")
    program.keys("alt+d")
    wait("one window", lambda: program.titles() == ["one – Likeness"])
    wait("nothing of it is kept", lambda: len(recovery(home)) == 1)
    program.quit()
    assert not recovery(home)


def quitting_keeps_all(home, start):
    program = start(copy_session(home, "one"), copy_session(home, "two"))
    wait("both windows", lambda: len(program.titles()) == 2)
    wait("both decisions", lambda: len(program.find_all("label", person.re.compile(r"^\S+ ahead of "))) >= 2)
    program.quit()
    again = start()
    wait("both windows", lambda: sorted(again.titles()) == ["one – Likeness", "two – Likeness"])
    again.quit()


if __name__ == "__main__":
    person.main([all_windows_come_back, a_window_asks, quitting_keeps_all])
