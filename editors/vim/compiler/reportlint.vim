" Vim compiler file: reportlint, a linter for written reports.
"	:compiler reportlint
"	:make			lint this report; :copen lists what was found
"	:make reports/		or others, when makeprg ends without a name:
"				let g:reportlint_makeprg_params = ''
" Columns are asked for in bytes, which is what Vim counts.

if exists('current_compiler')
  finish
endif
let current_compiler = 'reportlint'

if exists(':CompilerSet') != 2
  command -nargs=* CompilerSet setlocal <args>
endif

let s:save_cpo = &cpoptions
set cpoptions&vim

let s:parameters = get(g:, 'reportlint_makeprg_params', '%:S')
execute 'CompilerSet makeprg=' .. escape('reportlint --quiet --color=never --column-unit=byte ' .. s:parameters, ' \|"')
" FILE:LINE:COLUMN: LEVEL: MESSAGE [RULE]; the lines that show the place are passed over.
CompilerSet errorformat=%f:%l:%c:\ %t%*[a-z]:\ %m,%-G%.%#

let &cpoptions = s:save_cpo
unlet s:save_cpo s:parameters
