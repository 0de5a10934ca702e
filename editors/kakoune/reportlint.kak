# Kakoune: `source` this from kakrc.  Either the language server, through kakoune-lsp, or `:lint`.

# What `:lint` runs on a copy of the buffer, which is read as the file that it is a copy of, so that
# its configuration counts; columns of Kakoune are bytes.
hook global BufCreate .*\.(txt|md|markdown) %{
    set-option buffer lintcmd %{sh -c 'reportlint --quiet --color=never --column-unit=byte --stdin-name "$kak_buffile" - <"$1"' sh}
}

# kakoune-lsp 18 or newer; `lsp-enable` is called in its own set-up.
hook global BufCreate .*\.txt %{
    set-option buffer filetype plaintext
}
hook -group lsp-filetype-reportlint global BufSetOption filetype=(?:plaintext|markdown) %{
    try %{ # there is no such option without kakoune-lsp
        set-option -add buffer lsp_servers %{
            [reportlint]
            root_globs = ["reportlint.toml", ".reportlint.toml", ".git"]
            args = ["lsp"]
        }
    }
}
