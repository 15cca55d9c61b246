# SPDX-License-Identifier: GPL-3.0-or-later
"""What shells complete is what the program takes."""

import os
import re
import shutil
import subprocess
import unittest

from cli_case import CliCase

FOLDER = os.environ["LIKENESS_COMPLETIONS"]
FILES = {"bash": "likeness-cli", "zsh": "_likeness-cli", "fish": "likeness-cli.fish"}
# Options whose values are names, and a command that has them.
NAMED = {"profile": "explain", "part": "explain", "distance": "explain", "normalise": "explain"}


class Completions(CliCase):
    @classmethod
    def setUpClass(cls):
        cls.text = {}
        for shell, name in FILES.items():
            with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
                cls.text[shell] = file.read()

    def read_help(self, *command):
        return self.done(*command, "--help")

    def list_commands(self):
        return re.findall(r"^  ([a-z]+) ", self.read_help().partition("Commands:")[2], re.MULTILINE)

    def list_options(self, *command):
        return re.findall(r"^ +(?:-\w, )?--([a-z-]+)", self.read_help(*command), re.MULTILINE)

    def complete(self, *words):
        """What bash offers for the last of the words."""
        script = ('source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))\n'
                  '_likeness_cli "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"\n'
                  'printf "%s\\n" "${COMPREPLY[@]}"')
        done = subprocess.run(["bash", "--norc", "--noprofile", "-c", script, "bash",
                               os.path.join(FOLDER, FILES["bash"]), "likeness-cli", *words],
                              check=True, capture_output=True, text=True, cwd=self.folder)
        self.assertEqual(done.stderr, "")
        return [line for line in done.stdout.split("\n") if line]

    def test_commands(self):
        commands = self.list_commands()
        offered = self.complete("")
        self.assertEqual([word for word in offered if word[0] != "-"], commands)
        self.assertEqual(self.complete("ev"), ["evaluate"])

    def test_options(self):
        for command in self.list_commands():
            offered = [word.strip("-=") for word in self.complete(command, "--")]
            self.assertEqual(sorted(offered), sorted(self.list_options(command)), command)

    def test_names_are_those_that_the_program_takes(self):
        for option, command in NAMED.items():
            message = self.fails(2, command, "a.likeness", f"--{option}=no-such")
            taken = re.split(r", | or ", message.rstrip("\n").rpartition(": choose " if option == "profile" else ": ")[2])
            self.assertEqual(sorted(self.complete(command, f"--{option}", "")), sorted(taken), option)
            # Bash gives “--option=value” in three parts.
            self.assertEqual(sorted(self.complete(command, f"--{option}", "=")), sorted(taken), option)
            first = taken[0]
            self.assertIn(first, self.complete(command, f"--{option}", "=", first[:2]))

    def test_models_and_files(self):
        open(self.path("builds.pth"), "w").close()
        self.path("folder", "x")
        self.assertEqual(self.complete("explain", "-m", "bui"), ["builtin:conv64f", "builds.pth"])
        self.assertEqual(self.complete("explain", "--model", "builtin", ":"), ["conv64f"])
        self.assertEqual(self.complete("explain", "--model", "builtin", ":", "con"), ["conv64f"])
        self.assertIn("builds.pth", self.complete("inspect", "b"))
        self.assertEqual(self.complete("evaluate", ""), ["folder"])
        self.assertEqual(self.complete("evaluate", "--figures", "f"), ["folder"])
        self.assertEqual(self.complete("evaluate", "--cache", ""), ["default", "folder"])

    def test_the_other_shells_tell_all(self):
        for command in self.list_commands():
            zsh = re.search(rf"^        {command}\)\n(.*?) ;;$", self.text["zsh"], re.MULTILINE | re.DOTALL).group(1)
            options = self.list_options(command)
            self.assertEqual(sorted(re.findall(r"^ +'\*?--([a-z-]+)=?\[", zsh, re.MULTILINE)), sorted(options), command)
            fish = re.findall(rf"from {command}' -l ([a-z-]+) ", self.text["fish"])
            self.assertEqual(sorted(fish), sorted(options), command)
            self.assertIn(f" -a {command} -d ", self.text["fish"])

    def test_the_shells_can_read_them(self):
        """Those of them that are installed."""
        for shell, name in FILES.items():
            if shutil.which(shell):
                subprocess.run([shell, "-n", os.path.join(FOLDER, name)], check=True)


if __name__ == "__main__":
    unittest.main()
