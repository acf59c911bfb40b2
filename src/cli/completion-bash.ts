/**
 * The script relies on a function of the bash-completion package, which many shells have not read; and its constants could not be
 * read twice. Words are what blanks separate: bash itself also breaks them at `=` and `:`.
 */
export const bashBefore = `if ! declare -F _get_comp_words_by_ref >/dev/null; then
_get_comp_words_by_ref() {
    local rest=$COMP_LINE trimmed index last=-1
    words=()
    for ((index = 0; index < \${#COMP_WORDS[@]}; index++)); do
        trimmed=\${rest#"\${rest%%[![:space:]]*}"}
        if [[ $last -lt 0 || $trimmed != "$rest" ]]; then
            last=$((last + 1))
            words[last]=
        fi
        words[last]+=\${COMP_WORDS[index]}
        rest=\${trimmed#"\${COMP_WORDS[index]}"}
        if [[ $index -eq $COMP_CWORD ]]; then cword=$last; fi
    done
    cur=\${words[cword]}
    prev=
    if [[ $cword -gt 0 ]]; then prev=\${words[cword - 1]}; fi
}
fi

if ! declare -F __sim_complete >/dev/null; then`;

/** Ends what `bashBefore` began. */
export const bashAfter = 'fi';

/** As it was typed: `bin/sim` need not be on the PATH. */
export const bashExecutable = `\${words[0]}`;
