/*
 * A client of the language server for tests and measurements, made of the libraries that VS Code's
 * own is made of: starts the program, opens and edits documents under any position encoding, waits
 * for what is said of them.
 */
'use strict';
const { spawn } = require('node:child_process');
const rpc = require('vscode-jsonrpc/node');
const lsp = require('vscode-languageserver-protocol');

/* Units of a string in a position encoding. */
function units(text, encoding) {
	if (encoding === 'utf-8') return Buffer.byteLength(text, 'utf8');
	return encoding === 'utf-32' ? Array.from(text).length : text.length;
}

/* The position of an offset in `text` (in UTF-16 units): lines end with \n, \r\n or \r. */
function positionAt(text, offset, encoding) {
	const before = text.slice(0, offset);
	const lines = before.split(/\r\n|\n|\r/);
	return { line: lines.length - 1, character: units(lines[lines.length - 1], encoding) };
}

/* The text of a range: what an editor would underline. */
function textOf(text, range, encoding) {
	const lines = text.split(/\r\n|\n|\r/);
	if (range.start.line !== range.end.line) return lines.slice(range.start.line, range.end.line + 1).join('\n');
	let at = 0, out = '';
	for (const character of lines[range.start.line]) {
		if (at >= range.start.character && at < range.end.character) out += character;
		at += units(character, encoding);
	}
	return out;
}

class Document {
	constructor(client, uri, text, languageId) {
		Object.assign(this, { client, uri, text, languageId, version: 1 });
	}
	/* Replaces the UTF-16 units [from, to), as a range. */
	replace(from, to, text) {
		const range = {
			start: positionAt(this.text, from, this.client.encoding),
			end: positionAt(this.text, to, this.client.encoding),
		};
		this.text = this.text.slice(0, from) + text + this.text.slice(to);
		return this.change([{ range, text }], ++this.version);
	}
	change(contentChanges, version) {
		return this.client.notify('textDocument/didChange', {
			textDocument: { uri: this.uri, version },
			contentChanges,
		});
	}
	id() {
		return { uri: this.uri };
	}
	pull(previousResultId) {
		return this.client.request('textDocument/diagnostic', { textDocument: this.id(), previousResultId });
	}
	/* The next diagnostics that are sent of this version or a later one. */
	pushed() {
		const { client, uri, version } = this;
		return client.until(() => {
			const last = client.published.get(uri);
			return last && last.version >= version ? last.diagnostics : undefined;
		});
	}
	close() {
		return this.client.notify('textDocument/didClose', { textDocument: this.id() });
	}
}

class Client {
	/* options: encoding (offered alone; none: nothing is offered), pulls, capabilities, folder (a URI),
	 * working (the folder that the program runs in), arguments */
	constructor(program, options = {}) {
		this.options = options;
		this.encoding = options.encoding || 'utf-16';
		this.published = new Map();
		this.publications = 0;
		this.waiters = new Set();
		this.process = spawn(program, ['lsp', ...(options.arguments || ['--no-config'])], {
			stdio: ['pipe', 'pipe', 'pipe'],
			cwd: options.working,
		});
		this.stderr = '';
		this.process.stderr.on('data', (data) => (this.stderr += data));
		this.process.stdin.on('error', () => {});
		this.ended = new Promise((resolve) => this.process.on('exit', (code, signal) => resolve({ code, signal })));
		this.connection = rpc.createMessageConnection(
			new rpc.StreamMessageReader(this.process.stdout),
			new rpc.StreamMessageWriter(this.process.stdin),
		);
		this.connection.onNotification('textDocument/publishDiagnostics', (params) => {
			this.published.set(params.uri, params);
			this.publications++;
			for (const waiter of [...this.waiters]) waiter();
		});
		this.connection.onError(() => {});
		this.connection.listen();
	}
	/* Waits until `get` gives something. */
	until(get, what = 'diagnostics') {
		return within(
			new Promise((resolve) => {
				const waiter = () => {
					const value = get();
					if (value === undefined) return;
					this.waiters.delete(waiter);
					resolve(value);
				};
				this.waiters.add(waiter);
				waiter();
			}),
			what,
		);
	}
	request(method, ...more) {
		return within(this.connection.sendRequest(method, ...more), method);
	}
	notify(method, params) {
		return this.connection.sendNotification(method, params);
	}
	async start() {
		const { encoding, pulls, capabilities } = this.options;
		const textDocument = { publishDiagnostics: { relatedInformation: true, versionSupport: true } };
		if (pulls) textDocument.diagnostic = {};
		const { textDocument: more = {}, ...rest } = capabilities || {};
		this.initialized = await this.request('initialize', {
			processId: process.pid,
			rootUri: this.options.folder || null,
			capabilities: {
				general: encoding ? { positionEncodings: [encoding] } : {},
				textDocument: { ...textDocument, ...more },
				...rest,
			},
		});
		await this.notify('initialized', {});
		return this;
	}
	async open(uri, text, languageId = 'plaintext') {
		const document = new Document(this, uri, text, languageId);
		await this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
		return document;
	}
	async stop() {
		await this.request('shutdown');
		await this.notify('exit');
		return within(this.ended, 'the end');
	}
}

/* A promise that fails when nothing comes of it. */
function within(promise, what, seconds = 30) {
	let timer;
	const late = new Promise((_, reject) => {
		timer = setTimeout(() => reject(new Error(`${what}: nothing in ${seconds} s`)), seconds * 1000);
	});
	return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

module.exports = { Client, lsp, positionAt, rpc, textOf, within };
