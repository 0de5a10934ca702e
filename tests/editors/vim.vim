" In Vim: the first entry of the quickfix list leads to the wrong figure.  Environment: SCRATCH.
set encoding=utf-8 runtimepath^=editors/vim
edit $SCRATCH/报告.txt
compiler reportlint
silent make
let s:one = get(getqflist(), 0, {'lnum': 0, 'type': '?'})
call writefile([s:one.lnum .. ':' .. s:one.type .. ':' .. matchstr(getline('.'), '^.\{5}', col('.') - 1)], $SCRATCH .. '/vim')
qall!
