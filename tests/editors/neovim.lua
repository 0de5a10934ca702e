-- In Neovim, headless: a report with an error behind characters of two UTF-16 units is opened, the
-- diagnostic stands on exactly the wrong figure, the figure is mended, the diagnostic goes.  Then
-- the outline, the hover and an action.  Environment: PROGRAM, SCRATCH.
local passed, failed = 0, 0

local function check(name, holds, more)
	if holds then
		passed = passed + 1
	else
		failed = failed + 1
		io.stdout:write('FAILED: neovim: ' .. name .. ': ' .. vim.inspect(more) .. '\n')
	end
end

-- What a diagnostic underlines; columns of Neovim's diagnostics are bytes.
local function underlined(d)
	local line = vim.api.nvim_buf_get_lines(0, d.lnum, d.lnum + 1, true)[1]
	return line:sub(d.col + 1, d.end_col)
end

local function wait_for(count)
	vim.wait(20000, function()
		return #vim.diagnostic.get(0) == count
	end, 20)
	return vim.diagnostic.get(0)
end

local function run()
	local path = vim.env.SCRATCH .. '/报告.md'
	vim.fn.writefile({ '# 工作报告', '', '## 一、概况', '', '今年𝒳𠮷共有事项97项，其中办理15项，占比16.5%。' }, path)
	require('reportlint').setup({ cmd = { vim.env.PROGRAM, 'lsp', '--no-config' } })
	vim.cmd('filetype on')
	vim.cmd('edit ' .. vim.fn.fnameescape(path))
	vim.wait(20000, function()
		return #vim.tbl_keys(vim.lsp.buf_get_clients(0)) == 1
	end, 20)
	check('a client is attached', #vim.tbl_keys(vim.lsp.buf_get_clients(0)) == 1, vim.bo.filetype)

	local found = wait_for(1)
	check('one diagnostic', #found == 1, found)
	check('on the figure', found[1] and underlined(found[1]) == '16.5%', found)
	check('of its rule', found[1] and found[1].code == 'share-of-whole', found)

	local ask = function(method, params)
		local answers = vim.lsp.buf_request_sync(0, method, params, 20000) or {}
		local _, answer = next(answers)
		return answer and answer.result
	end
	vim.fn.search('16\\.5')
	local hover = ask('textDocument/hover', vim.lsp.util.make_position_params())
	check('hover', hover and hover.contents.value:find('share-of-whole', 1, true), hover)
	local symbols = ask('textDocument/documentSymbol', { textDocument = vim.lsp.util.make_text_document_params() })
	check('outline', symbols and symbols[1].name == '工作报告' and symbols[1].children[1].name == '一、概况', symbols)
	local params = vim.lsp.util.make_range_params()
	params.context = { diagnostics = {} }
	local actions = ask('textDocument/codeAction', params)
	check('actions', actions and #actions >= 2, actions)

	vim.api.nvim_feedkeys('lr5', 'x', false)
	check('mended', vim.fn.getline('.'):find('15.5%', 1, true) ~= nil, vim.fn.getline('.'))
	check('gone', #wait_for(0) == 0, vim.diagnostic.get(0))
	vim.api.nvim_feedkeys('u', 'x', false)
	found = wait_for(1)
	check('back again', found[1] and underlined(found[1]) == '16.5%', found)

	-- The comment that the action writes takes the finding away.
	for _, action in ipairs(actions or {}) do
		if action.edit then
			vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16')
		end
	end
	local quiet = vim.wait(20000, function()
		for _, d in ipairs(vim.diagnostic.get(0)) do
			if d.code == 'share-of-whole' then
				return false
			end
		end
		return true
	end, 20)
	check('ignored', quiet, vim.diagnostic.get(0))
	vim.lsp.stop_client(vim.lsp.get_active_clients())
	check('ended', vim.wait(5000, function()
		return #vim.lsp.get_active_clients() == 0
	end, 20), 'still there')
end

local ok, message = pcall(run)
if not ok then
	check('to the end', false, message)
end
io.stdout:write('\n' .. passed .. ' passed, ' .. failed .. ' failed\n')
vim.cmd(failed == 0 and 'qall!' or 'cquit!')
