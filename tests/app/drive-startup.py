# SPDX-License-Identifier: GPL-3.0-or-later
"""Starting and ending: files on the command line, broken ones, a state that cannot be kept, and rude interruptions."""

import json
import os
import re
import shutil
import struct
import zlib

import person
from person import sample, wait


def a_session_opens(home, start):
    program = start(sample("example.likeness"))
    program.see_decision()
    assert program.titles() == ["example – Likeness"]
    program.quit()


def broken_sessions_say_so(home, start):
    """An empty window and a toast that names the file; no crash, and the window works."""
    for name, content in (("cut.likeness", sample("example.likeness").read_bytes()[:700]), ("empty.likeness", b""),
                          ("noise.likeness", os.urandom(4000)), ("list.likeness", b"[1, 2]"),
                          ("gone.likeness", None)):
        path = home.path / name
        if content is not None:
            path.write_bytes(content)
        program = start(path)
        program.see_toast(name)
        assert program.find("panel", "Flower") is None
        program.tab_to("push button", "Try the Example")
        program.keys("Return")
        program.see_decision()
        program.quit()
        home.last.unlink()


def missing_pictures_are_named(home, start):
    session = json.loads(sample("example.likeness").read_text())
    folder = home.path / "moved"
    folder.mkdir()
    for entry in [shot for row in session["classes"] for shot in row["shots"]] + session["queries"]:
        if entry["file"] != "bird-owl.png":
            shutil.copy(sample(entry["file"]), folder)
    (folder / "example.likeness").write_text(json.dumps(session))
    program = start(folder / "example.likeness")
    program.see("label", re.compile("bird-owl.png"))
    program.quit()


def the_last_session_comes_back(home, start):
    first = start(sample("example.likeness"))
    decision = first.see_decision()
    first.keys("ctrl+Next")
    second_query = first.see_decision(but=decision)
    first.see("slider", "Pixel weight").value = 0.9
    weighted = first.see_decision(but=second_query)
    first.keys("alt+3")
    image = first.see("image", "Part level:")
    wait("the part view", lambda: first.find("label", image.description))
    first.quit()
    second = start()
    assert second.see_decision() == weighted
    image = second.see("image", "Part level:")
    wait("the same view", lambda: second.find("label", image.description))
    second.quit()


def two_files_two_windows(home, start):
    for name in ("one", "two"):
        folder = home.path / name
        shutil.copytree(sample("example.likeness").parent, folder)
        (folder / "example.likeness").rename(folder / f"{name}.likeness")
    program = start(home.path / "one" / "one.likeness", home.path / "two" / "two.likeness")
    wait("both windows", lambda: sorted(program.titles()) == ["one – Likeness", "two – Likeness"])
    wait("both decisions", lambda: len(program.find_all("label", re.compile(r"^\S+ ahead of "))) >= 2)
    program.focus_window("one – Likeness")
    program.keys("ctrl+w")
    wait("one window", lambda: program.titles() == ["two – Likeness"])
    program.quit()


def a_state_that_cannot_be_kept(home, start):
    """The folder of states is a file: the window says so once, and still can be closed."""
    home.state.write_text("in the way")
    program = start(sample("example.likeness"))
    program.see_decision()
    program.keys("ctrl+q")
    program.see_toast("last.likeness")
    assert program.process.poll() is None
    program.keys("ctrl+q")
    wait("the program ends", lambda: program.process.poll() is not None)
    program.check_log()
    assert program.process.returncode == 0
    assert home.state.read_text() == "in the way"


def a_torn_state_is_no_obstacle(home, start):
    home.last.parent.mkdir(parents=True)
    home.last.write_bytes(b'{"format": "likeness-session", "version"')
    program = start()
    program.see_toast("last.likeness")
    program.tab_to("push button", "Try the Example")
    program.keys("Return")
    program.see_decision()
    program.quit()
    assert len(home.read_last()["classes"]) == 5


def closing_while_it_scores(home, start):
    """At once, before the first decision, and in the middle of another: a clean end each time."""
    for _ in range(3):
        program = start(sample("example.likeness"))
        program.quit()
    program = start(sample("example.likeness"))
    program.see_decision()
    program.tab_to("spin button", "Neighbours k")
    program.keys("Up", "Up", "Up")
    program.quit()


def make_huge_png(path, width, height):
    """A header that promises more pixels than anyone has memory for, and no data."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) +
                     chunk(b"IEND", b""))


def rude_drops(home, start):
    """Thirty files at once, pixels without end, folders with nothing in them: told, and nothing is broken."""
    many = home.path / "many"
    many.mkdir()
    for i in range(30):
        shutil.copy(sample("bird-owl.png"), many / f"owl {i:02}.png")
    make_huge_png(home.path / "vast.png", 20000, 20000)
    (home.path / "bare").mkdir()
    program = start(sample("example.likeness"))
    decision = program.see_decision()
    row = program.see("panel", "Flower")

    def drop(target, *arguments):
        with person.using(person.DragSource(home, *arguments)) as source:
            source.drag_to(*program.get_place(program.see("push button", target)))

    drop("flower-pink.png", *sorted(many.iterdir()))
    program.see_toast("holds up to ")
    wait("there are as many as have room", lambda: program.find("label", "10 shots", row))
    program.keys("ctrl+z")
    wait("they are gone again", lambda: program.find("label", "5 shots", row))
    drop("toucan.png", home.path / "vast.png")
    program.see_toast("vast.png")
    drop("toucan.png", home.path / "bare")
    program.see_toast("bare")
    drop("toucan.png", *sorted(many.iterdir()))
    program.see("push button", "owl 29.png")
    program.keys("ctrl+z")
    program.see_gone("push button", "owl 29.png")
    wait("the old decision is back", lambda: program.read_decision() == decision)
    program.quit()


if __name__ == "__main__":
    person.main([a_session_opens, broken_sessions_say_so, missing_pictures_are_named, the_last_session_comes_back,
                 two_files_two_windows, a_state_that_cannot_be_kept, a_torn_state_is_no_obstacle,
                 closing_while_it_scores, rude_drops])
