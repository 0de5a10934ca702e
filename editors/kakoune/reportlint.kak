# Kakoune: `source` this from kakrc.  Either the language server, through kakoune-lsp, or `:lint`.

# What `:lint` runs on a copy of the buffer; columns of Kakoune are bytes.
hook global BufCreate .*\.(txt|md|markdown) %{
    set-option buffer lintcmd 'reportlint --quiet --color=never --column-unit=byte'
}

# kakoune-lsp 18 or newer; `lsp-enable` is called in its own set-up.
hook global BufCreate .*\.txt %{
    set-option buffer filetype plaintext
}
hook -group lsp-filetype-reportlint global BufSetOption filetype=(?:plaintext|markdown) %{
    set-option -add buffer lsp_servers %{
        [reportlint]
        root_globs = ["reportlint.toml", ".reportlint.toml", ".git"]
        args = ["lsp"]
    }
}
