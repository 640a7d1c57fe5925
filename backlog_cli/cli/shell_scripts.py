"""What bash, zsh and fish run when Tab is pressed, and where it is installed: Typer puts it there, the scripts are ours."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from typer import _completion_shared as typer_scripts

from backlog_cli.cli.parsing import COMPLETION_VARIABLE
from backlog_cli.errors import FileLocked, UsageError

COMMAND_NAMES = ("backlog", "bklg")

# Typer's own scripts offer files wherever there is nothing to offer, and that for bash takes `level:red` for three words.
_BASH = """
%(complete_func)s() {
    local found line IFS=$'\\n'
    found=$(_BACKLOG_COMPLETE=bash _BACKLOG_LINE="${COMP_LINE:0:COMP_POINT}" _BACKLOG_WORD="$2" _BACKLOG_COLUMNS="$COLUMNS" \\
        COMP_TYPE="$COMP_TYPE" command "${1/#\\~\\//$HOME/}" 2>/dev/null)
    COMPREPLY=()
    if [ "$found" = :files: ]; then
        compopt -o default 2>/dev/null || COMPREPLY=($(compgen -f -- "$2"))
    elif [ -n "$found" ]; then
        while IFS= read -r line; do COMPREPLY+=("$line"); done <<<"$found"
        case "$found" in *:) [ "${#COMPREPLY[@]}" -ne 1 ] || compopt -o nospace 2>/dev/null ;; esac
    fi
}

complete -o nosort -F %(complete_func)s %(prog_name)s 2>/dev/null || complete -F %(complete_func)s %(prog_name)s
"""

# The function has the name of its file, so that this file is run once alone: when zsh loads it, which is the first Tab key.
_ZSH = """
#compdef %(prog_name)s

_%(prog_name)s() {
    local line
    local -a lines words_offered ends_open
    lines=("${(@f)$(_BACKLOG_COMPLETE=zsh _BACKLOG_LINE="${(j: :)words[1,CURRENT-1]} ${words[CURRENT]%%"$SUFFIX"}" \\
        command ${~words[1]} 2>/dev/null)}")
    if [[ $lines[1] == :files: ]]; then
        compset -P '--*='
        _files
        return
    fi
    for line in $lines; do
        local value=${line%%%%$'\\t'*} says=${line#*$'\\t'}
        local offer=${value//:/\\\\:}${says:+:$says}
        if [[ $value == *: ]]; then ends_open+=("$offer"); else words_offered+=("$offer"); fi
    done
    (( $#words_offered + $#ends_open )) || return 1
    (( ! $#words_offered )) || _describe -V 'backlog' words_offered
    (( ! $#ends_open )) || _describe -V 'backlog terms' ends_open -S ''
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _%(prog_name)s "$@"
else
    compdef _%(prog_name)s %(prog_name)s
fi
"""

_FISH = """
function %(complete_func)s
    set -l typed (commandline -cp)
    set -l words (commandline -opc)
    set -l found (_BACKLOG_COMPLETE=fish _BACKLOG_LINE="$typed" command $words[1] 2>/dev/null)
    if test "$found[1]" = :files:
        set -l token (commandline -ct)
        set -l option (string match -r -- '^--[^=]*=' $token)
        for path in (__fish_complete_path (string replace -- "$option" '' $token))
            echo "$option$path"
        end
    else
        string join -- \\n $found
    end
end

complete --command %(prog_name)s --no-files --keep-order --arguments '(%(complete_func)s)'
"""

SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}
# Where Typer puts them, below the home folder.
PLACES = {"bash": ".bash_completions/{}.sh", "zsh": ".zfunc/_{}", "fish": ".config/fish/completions/{}.fish"}


def completion_script(shell: str, name: str) -> str:
    """Return what that shell has to run to complete the command of that name."""
    typer_scripts._completion_scripts.update(SCRIPTS)
    return typer_scripts.get_completion_script(prog_name=name, complete_var=COMPLETION_VARIABLE, shell=shell)


def install_completion() -> str:
    """Install completion for the shell this was typed in and every name of this program. Return which shell that is.

    Raise UsageError for another shell, FileLocked when its start file cannot be written.
    """
    shell = current_shell()
    typer_scripts._completion_scripts.update(SCRIPTS)
    try:
        for name in own_names():
            typer_scripts.install(shell=shell, prog_name=name, complete_var=COMPLETION_VARIABLE)
    except (OSError, UnicodeError) as error:
        cause = (error.strerror or "permission was refused").lower() if isinstance(error, OSError) else "it isn't UTF-8 text"
        raise FileLocked(
            f"{shell}'s start file can't be changed: {cause}. Put what `backlog --show-completion` prints there yourself."
        ) from None
    return shell


def current_shell() -> str:
    """Return the shell that this was typed in. Raise UsageError when completion doesn't know it."""
    shell = typer_scripts._get_shell_name()
    if shell not in (*SCRIPTS, "powershell", "pwsh"):
        raise UsageError("completion works in bash, zsh, fish and PowerShell; run this again in one of them.")
    return str(shell)


def own_names() -> tuple[str, ...]:
    """Return the names under which a shell finds this program: another one may be called `backlog` too."""
    here = Path(os.path.realpath(sys.argv[0])).parent
    found = {name: shutil.which(name) for name in COMMAND_NAMES}
    own = tuple(name for name, place in found.items() if place and Path(os.path.realpath(place)).parent == here)
    return own or tuple(name for name, place in found.items() if not place) or COMMAND_NAMES


def installed_shells(home: Path) -> dict[str, bool]:
    """Return the shells that completion is installed for, each with whether it is that of this version."""
    found: dict[str, bool] = {}
    for shell, shape in PLACES.items():
        places = {name: home / shape.format(name) for name in COMMAND_NAMES}
        there = {name: _text_of(place) for name, place in places.items() if place.is_file()}
        if there:
            found[shell] = all(text.strip() == completion_script(shell, name) for name, text in there.items())
    return found


def _text_of(place: Path) -> str:
    try:
        return place.read_text(encoding="utf-8")
    except (OSError, UnicodeError):
        return ""
