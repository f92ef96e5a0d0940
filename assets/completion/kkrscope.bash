# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
# Completion for bash. Verbs and options are asked from the program itself, so that
# this file never lags behind it.

_kkrscope() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local program=${COMP_WORDS[0]} verb=${COMP_WORDS[1]} words help
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        words=$("$program" --help 2>/dev/null | sed -n 's/^  \([a-z][a-z]*\)  *[A-Za-z].*/\1/p')
        mapfile -t COMPREPLY < <(compgen -W "$words --help --version" -- "$word"; compgen -f -- "$word")
        return
    fi
    help=$("$program" "$verb" --help 2>/dev/null) || return
    if [[ $before == -* ]]; then
        # an option with a list of words: "  --mode cell|stored|mt  ..."
        words=$(sed -n "s/^  $before \([A-Za-z0-9|]*|[A-Za-z0-9|]*\)\( .*\)\{0,1\}\$/\1/p" <<<"$help")
        if [[ -n $words ]]; then
            local names=${words/FILE/}
            mapfile -t COMPREPLY < <(compgen -W "${names//|/ }" -- "$word")
            [[ $words == *FILE* ]] && mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- "$word")
            return
        fi
    elif [[ $word == -* ]]; then
        words=$(sed -n 's/^  \(-[-a-z0-9]*\)\( .*\)\{0,1\}$/\1/p' <<<"$help")
        mapfile -t COMPREPLY < <(compgen -W "$words --help" -- "$word")
        return
    fi
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
}

complete -o filenames -F _kkrscope kkrscope
