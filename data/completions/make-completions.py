#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the completion of likeness-cli for a shell, from its own help: make-completions.py PROGRAM bash|zsh|fish FILE.

What an option's value may be is known by the word that the help uses for it.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
sys.dont_write_bytecode = True
import commands  # noqa: E402

MODELS = ["builtin:conv64f"]
CHOICES = {
    "PROFILE": ["p1", "p2", "p3", "p3-deepemd", "p4", "imagenet", "imagenet-224"],
    "FORM": ["cosine", "released"],
    "DISTANCE": ["kl-sq", "kl-qs", "w2", "w2-simplified", "w2-released"],
    "HOW": ["episode", "trained", "trained-exact", "raw"],
    "SPLIT": ["train", "val", "test"],
    "PRECISION": ["float32", "float16"],
    "WIDTH": ["one", "two"],
}
# Words that may also be files.
OR_FILES = {"MODEL": MODELS, "RECIPE": ["conv64f", "resnet12"]}
FOLDERS = {"FOLDER", "DATASET"}
FILES = {"FILE", "CHECKPOINT", "J", "NAME=A.jpg,B.jpg"}
# What a command takes beside its options.
ARGUMENTS = {"evaluate": "folders", "calibrate": "folders", "train": "folders"}
HEADER = "SPDX-License-Identifier: GPL-3.0-or-later"


def classify(option):
    """What a value may be: (words, "files", "folders" or "")."""
    value = option.value
    if value in CHOICES:
        return CHOICES[value], ""
    if value in OR_FILES:
        return OR_FILES[value], "files"
    if value in FOLDERS:
        return (["default"] if option.name == "cache" else []), "folders"
    if value in FILES or "." in value and "," not in value:
        return [], "files"
    return [], ""


def flags(option):
    return [f"--{option.name}"] + ([f"-{option.short}"] if option.short else [])


def write_bash(names, options):
    """A function that needs nothing of the package bash-completion."""
    lines = [f"# {HEADER}", "", "_likeness_cli ()", "{", "  local word=$2 before=$3 command= i",
             "  COMPREPLY=()",
             "  # Bash parts words at “=” and “:”, and gives each part alone.",
             "  [[ $word == = ]] && word= && before=${COMP_WORDS[COMP_CWORD-1]}",
             "  [[ $before == = ]] && before=${COMP_WORDS[COMP_CWORD-2]}",
             "  if [[ ${COMP_WORDS[COMP_CWORD-1]} == : || ${COMP_WORDS[COMP_CWORD]} == : ]]; then",
             f"    _likeness_cli_offer '{' '.join(model.partition(':')[2] for model in MODELS)}' '' \"${{word#:}}\"",
             "    return", "  fi",
             "  for ((i = 1; i < COMP_CWORD; i++)); do",
             "    [[ ${COMP_WORDS[i]} == -* ]] || { command=${COMP_WORDS[i]}; break; }", "  done",
             "  case $command,$before in"]
    for command, own in options.items():
        for option in own:
            words, kind = classify(option)
            if option.value:
                patterns = "|".join(f"{command},{flag}" for flag in flags(option))
                lines.append(f"    {patterns}) _likeness_cli_offer '{' '.join(words)}' '{kind}' \"$word\"; return ;;")
    lines += ["  esac", "  case $command in"]
    for command, own in options.items():
        words = " ".join(f"--{option.name}" + ("=" if option.value else "") for option in own)
        kind = ARGUMENTS.get(command, "files")
        if not command:
            lines.append(f"    '') _likeness_cli_offer '{' '.join(names)} {words}' '' \"$word\" ;;")
            continue
        models = " ".join(MODELS) if command in ("inspect", "convert") else ""
        lines += [f"    {command})", f"      if [[ $word == -* ]]; then _likeness_cli_offer '{words}' '' \"$word\"",
                  f"      else _likeness_cli_offer '{models}' '{kind}' \"$word\"", "      fi ;;"]
    lines += ["  esac", "}", "",
              "# What words and files begin as what is typed.",
              "_likeness_cli_offer ()", "{", "  local offer",
              "  [[ $1 ]] && while IFS= read -r offer; do COMPREPLY+=(\"$offer\"); done < <(compgen -W \"$1\" -- \"$3\")",
              "  case $2 in",
              "    files) compopt -o filenames 2> /dev/null",
              "      while IFS= read -r offer; do COMPREPLY+=(\"$offer\"); done < <(compgen -f -- \"$3\") ;;",
              "    folders) compopt -o filenames 2> /dev/null",
              "      while IFS= read -r offer; do COMPREPLY+=(\"$offer\"); done < <(compgen -d -- \"$3\") ;;",
              "  esac",
              "  [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == --*= ]] && compopt -o nospace 2> /dev/null", "}", "",
              "complete -F _likeness_cli likeness-cli"]
    return lines


def quote(text):
    """Within single quotes of zsh and fish, where zsh's specs mean something by brackets and colons."""
    return text.replace("\\", "\\\\").replace("'", "’")


def zsh_action(option):
    words, kind = classify(option)
    label = quote(option.value).replace(":", "\\:")
    if words and kind:
        return f":{label}:_likeness_cli_{option.value.lower()}"
    files = {"files": "_files", "folders": "_files -/"}.get(kind, " ")
    return f":{label}:{'(' + ' '.join(words) + ')' if words else files}"


def write_zsh_choosers(options):
    """A function for each word of the help that stands for some names, or a file."""
    found = {}
    for own in options.values():
        for option in own:
            words, kind = classify(option)
            if words and kind:
                found[option.value.lower()] = (words, "_files -/" if kind == "folders" else "_files")
    for value, (words, files) in sorted(found.items()):
        yield from (f"_likeness_cli_{value} () {{", f"  compadd -- {' '.join(words)}", f"  {files}", "}", "")


def write_zsh(names, options, summaries):
    lines = ["#compdef likeness-cli", f"# {HEADER}", "", *write_zsh_choosers(options), "_likeness_cli () {",
             "  local curcontext=$curcontext state line", "  typeset -A opt_args", "  _arguments -C \\"]
    for option in options[""]:
        lines.append(f"    '--{option.name}[{quote(option.summary)}]' \\")
    lines += ["    '1: :->command' '*:: :->rest'", "  case $state in", "    command)", "      local -a commands=("]
    lines += [f"        '{name}:{quote(summaries[name])}'" for name in names]
    lines += ["      )", "      _describe command commands ;;", "    rest)", "      case $line[1] in"]
    for name in names:
        lines += [f"        {name})", "          _arguments \\"]
        for option in options[name]:
            text = quote(option.summary).replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")
            several = option.name in ("support", "set", "model", "neighbours", "part", "distance", "normalise", "weights")
            for flag in flags(option):
                sign = ("=" if flag.startswith("--") else "+") if option.value else ""
                action = zsh_action(option) if option.value else ""
                lines.append(f"            '{'*' if several else ''}{flag}{sign}[{text}]{action}' \\")
        files = "_files -/" if ARGUMENTS.get(name) == "folders" else "_files"
        lines += [f"            '*:file:{files}' ;;"]
    lines += ["      esac ;;", "  esac", "}", "", '_likeness_cli "$@"']
    return lines


def write_fish(names, options, summaries):
    seen = f"__fish_seen_subcommand_from {' '.join(names)}"
    lines = [f"# {HEADER}", "complete -c likeness-cli -f"]
    for option in options[""]:
        lines.append(f"complete -c likeness-cli -n 'not {seen}' -l {option.name} -d '{quote(option.summary)}'")
    for name in names:
        lines.append(f"complete -c likeness-cli -n 'not {seen}' -a {name} -d '{quote(summaries[name])}'")
    for name in names:
        start = f"complete -c likeness-cli -n '__fish_seen_subcommand_from {name}'"
        if ARGUMENTS.get(name) == "folders":
            lines.append(f"{start} -a '(__fish_complete_directories)'")
        else:
            lines.append(f"{start} -F")
        for option in options[name]:
            words, kind = classify(option)
            line = f"{start} -l {option.name}" + (f" -s {option.short}" if option.short else "")
            offers = words + (["(__fish_complete_directories)"] if kind == "folders" else [])
            if option.value:
                line += " -r" + (" -F" if kind == "files" else " -f")
            if offers:
                line += f" -a '{' '.join(offers)}'"
            lines.append(f"{line} -d '{quote(option.summary)}'")
    return lines


def main(program, shell, output):
    listing = commands.read_commands(program)
    names, summaries = [name for name, _summary in listing], dict(listing)
    options = commands.read_all(program)
    lines = {
        "bash": lambda: write_bash(names, options),
        "zsh": lambda: write_zsh(names, options, summaries),
        "fish": lambda: write_fish(names, options, summaries),
    }[shell]()
    pathlib.Path(output).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
