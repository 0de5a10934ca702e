# In Kakoune: `:lint` of a report, whose configuration counts, finds the wrong figure.  Environment: SCRATCH.
source editors/kakoune/reportlint.kak
evaluate-commands %sh{ printf 'edit %s/报告.txt\n' "$SCRATCH" }
hook -once global BufSetOption lint_warning_count=.* %{
    evaluate-commands %sh{ printf 'echo -to-file %s/kakoune -- %%opt{lint_messages} %%opt{lint_error_count} %%opt{lint_warning_count} %%opt{filetype}\n' "$SCRATCH" }
    kill! 0
}
lint
