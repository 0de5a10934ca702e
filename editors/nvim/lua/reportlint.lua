-- reportlint in Neovim (0.7 or newer): require('reportlint').setup() starts `reportlint lsp` for
-- the first report that is opened and gives it the others of the same project.
--
-- Options of setup, all of them optional:
--   cmd         {'reportlint', 'lsp'}
--   filetypes   {'text', 'markdown', 'toml'}; of TOML files only reportlint.toml and those of a
--               folder `rules`
--   root        function(path) -> folder; otherwise where reportlint.toml or .git is
--   on_attach   function(client, buffer)
local M = {}

local defaults = {
	cmd = { 'reportlint', 'lsp' },
	filetypes = { 'text', 'markdown', 'toml' },
}
local clients = {} -- by root

local function folder_of(path)
	return vim.fn.fnamemodify(path, ':p:h')
end

local function exists(path)
	return vim.loop.fs_stat(path) ~= nil
end

function M.root(path)
	local folder = folder_of(path)
	local here = folder
	while true do
		for _, name in ipairs({ 'reportlint.toml', '.reportlint.toml', '.git' }) do
			if exists(here .. '/' .. name) then
				return here
			end
		end
		local above = vim.fn.fnamemodify(here, ':h')
		if above == here then
			return folder
		end
		here = above
	end
end

-- The language server reads configurations and rules, not every TOML file.
local function is_ours(buffer, path)
	if vim.bo[buffer].filetype ~= 'toml' then
		return true
	end
	local name = vim.fn.fnamemodify(path, ':t')
	return name == 'reportlint.toml' or name == '.reportlint.toml' or path:find('/rules/', 1, true) ~= nil
end

local function start(options, root)
	local capabilities = vim.lsp.protocol.make_client_capabilities()
	local id = vim.lsp.start_client({
		name = 'reportlint',
		cmd = options.cmd,
		root_dir = root,
		workspace_folders = { { name = root, uri = vim.uri_from_fname(root) } },
		capabilities = capabilities,
		get_language_id = function(_, filetype)
			return filetype == 'text' and 'plaintext' or filetype
		end,
		on_attach = options.on_attach,
		on_exit = function()
			clients[root] = nil
		end,
	})
	clients[root] = id
	return id
end

-- Attaches a buffer; gives the client's number, or nil.
function M.attach(buffer, options)
	options = vim.tbl_extend('force', defaults, options or {})
	local path = vim.api.nvim_buf_get_name(buffer)
	if path == '' or vim.bo[buffer].buftype ~= '' or not is_ours(buffer, path) then
		return nil
	end
	local root = (options.root or M.root)(path)
	local id = clients[root] or start(options, root)
	if id then
		vim.lsp.buf_attach_client(buffer, id)
	end
	return id
end

function M.setup(options)
	options = vim.tbl_extend('force', defaults, options or {})
	local group = vim.api.nvim_create_augroup('reportlint', { clear = true })
	vim.api.nvim_create_autocmd('FileType', {
		group = group,
		pattern = options.filetypes,
		callback = function(event)
			M.attach(event.buf, options)
		end,
	})
end

return M
