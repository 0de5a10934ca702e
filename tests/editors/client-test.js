/*
 * The language server under each position encoding, with diagnostics sent and asked for:
 * node client-test.js PROGRAM.  The last line is "N passed, N failed".
 */
'use strict';
const assert = require('node:assert/strict');
const { execFileSync, spawn } = require('node:child_process');
const { Client, lsp, rpc, textOf, within } = require('./client.js');

const program = process.argv[2];
const encodings = ['utf-8', 'utf-16', 'utf-32', undefined];
const wrong = '今年𝒳𠮷共有事项97项，其中办理15项，占比16.5%。';
const report = ['工作报告', '', '一、概况', '', `我们𝒜𝒷做了许多工作。${wrong}`, '', '二、问题', '', '仍有不足。', ''].join('\n');
const uri = 'file:///nowhere/%E6%8A%A5%E5%91%8A.txt';
const tests = [];
const later = (name, run) => tests.push([name, run]);
let passed = 0;
let failed = 0;

async function test(name, run) {
	try {
		await within(run(), name, 120);
		passed++;
	} catch (error) {
		failed++;
		console.log(`FAILED: ${name}: ${error.stack}`);
	}
}

async function session(options, run) {
	const client = await new Client(program, options).start();
	try {
		await run(client);
		assert.deepEqual(await client.stop(), { code: 0, signal: null });
		assert.equal(client.stderr, '');
	} finally {
		client.process.kill('SIGKILL');
	}
}

/* Numbers from 0 to below n, the same in every run. */
function dice(seed) {
	let state = seed >>> 0;
	return (n) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * n);
	};
}

const diagnosticsOf = async (document, pulls) => (pulls ? (await document.pull()).items : document.pushed());

/* ---- an error is seen, mended, gone ------------------------------------------------------ */

for (const encoding of encodings)
	for (const pulls of [false, true])
		later(`seen and mended, ${encoding}, ${pulls ? 'asked for' : 'sent'}`, () =>
			session({ encoding, pulls }, async (client) => {
				assert.equal(client.initialized.capabilities.positionEncoding, client.encoding);
				const document = await client.open(uri, report);
				const found = await diagnosticsOf(document, pulls);
				assert.equal(found.length, 1);
				assert.equal(textOf(report, found[0].range, client.encoding), '16.5%');
				assert.equal(found[0].severity, lsp.DiagnosticSeverity.Error);
				const places = found[0].relatedInformation.map((r) => textOf(report, r.location.range, client.encoding));
				assert.deepEqual(places.sort(), ['15项', '97项']);
				const at = document.text.indexOf('16.5%');
				await document.replace(at + 1, at + 2, '5');
				assert.deepEqual(await diagnosticsOf(document, pulls), []);
				await document.replace(at + 1, at + 2, '7');
				const again = await diagnosticsOf(document, pulls);
				assert.equal(textOf(document.text, again[0].range, client.encoding), '17.5%');
			}),
		);

later('several edits in one message are made one after the other', () =>
	session({ encoding: 'utf-8', pulls: true }, async (client) => {
		const document = await client.open(uri, 'ab\r\n𝒳\r');
		await document.change(
			[
				{ range: { start: { line: 1, character: 4 }, end: { line: 1, character: 4 } }, text: `\r\n${wrong}` },
				{ range: { start: { line: 0, character: 0 }, end: { line: 1, character: 4 } }, text: '' },
			],
			2,
		);
		const [found] = (await document.pull()).items;
		assert.equal(found.range.start.line, 1);
		assert.equal(textOf(wrong, { start: { ...found.range.start, line: 0 }, end: { ...found.range.end, line: 0 } }, 'utf-8'), '16.5%');
	}),
);

later('halves of characters, and what is no text', () =>
	session({}, async (client) => {
		const text = `\ud83d 半个。\\ud83d 𝒳\udc00\ud800\ud835\udcb3${wrong}`;
		const document = await client.open(uri, text);
		const [found] = await document.pushed();
		assert.equal(textOf(text, found.range, 'utf-16'), '16.5%');
		await document.replace(0, 1, '好\udc01');
		assert.equal(textOf(document.text, (await document.pushed())[0].range, 'utf-16'), '16.5%');
		await document.replace(0, 0, '概况\n𝒳\0');
		const [unread] = await document.pushed();
		assert.deepEqual(unread.range.start, { line: 1, character: 2 });
		await document.replace(0, document.text.length, ' \n');
		assert.deepEqual(await document.pushed(), []);
	}),
);

/* ---- cancellation ------------------------------------------------------------------------ */

later('a request that waits is cancelled, what follows is answered', () =>
	session({ pulls: true }, async (client) => {
		const document = await client.open(uri, report.repeat(2000));
		const source = new rpc.CancellationTokenSource();
		const answers = [];
		for (let i = 0; i < 5; i++)
			answers.push(client.request('textDocument/hover', { textDocument: document.id(), position: { line: 4, character: 20 } }));
		const cancelled = client.request('textDocument/documentSymbol', { textDocument: document.id() }, source.token);
		source.cancel();
		await assert.rejects(cancelled, { code: lsp.LSPErrorCodes.RequestCancelled });
		await Promise.all(answers);
		assert.equal((await document.pull()).kind, 'full');
	}),
);

/* ---- a thousand edits -------------------------------------------------------------------- */

/* Paragraphs that are each wrong by themselves. */
function longReport() {
	const names = '甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥';
	const paragraphs = Array.from(
		{ length: 120 },
		(_, i) => `${names[i % 22]}${names[(i * 7 + 3) % 22]}局𝒜共有事项${97 + i}项，其中办理15项，占比9.${i % 10}5%。`,
	);
	return `工作报告\n\n一、概况\n\n${paragraphs.join('\n\n')}\n`;
}

function randomEdit(random, document) {
	const pieces = ['', '', '项', '1', '97', '%', '\n', '\r\n', '\n\n', '𝒳', '𠮷𠮷', '占比16.5%。', '，', '中文', 'e\u0301', '　', '（', '）', wrong];
	const text = document.text;
	const inside = (at) =>
		(text[at - 1] === '\r' && text[at] === '\n') || (/[\uD800-\uDBFF]/.test(text[at - 1] || '') && /[\uDC00-\uDFFF]/.test(text[at] || ''));
	let from = random(text.length + 1);
	while (inside(from)) from--;
	let to = random(3) ? Math.min(text.length, from + random(9)) : from;
	while (inside(to)) to++;
	return document.replace(from, to, pieces[random(pieces.length)]);
}

for (const encoding of ['utf-8', 'utf-16', 'utf-32'])
	for (const pulls of [false, true])
		later(`a thousand edits, ${encoding}, ${pulls ? 'asked for' : 'sent'}`, () =>
			session({ encoding, pulls }, async (client) => {
				const random = dice(4711 + encodings.indexOf(encoding));
				const document = await client.open(uri, longReport());
				for (let i = 0; i < 1000; i++) {
					await randomEdit(random, document);
					if (pulls && random(50) === 0) await document.pull();
				}
				/* Something wrong that no edit has touched, behind all the rest. */
				await document.replace(document.text.length, document.text.length, `\n\n${wrong}\n`);
				const edited = await diagnosticsOf(document, pulls);
				const fresh = await client.open('file:///nowhere/fresh.txt', document.text);
				const whole = await diagnosticsOf(fresh, pulls);
				const plain = (list) => JSON.parse(JSON.stringify(list).replaceAll(uri, fresh.uri));
				assert.ok(edited.length > 1);
				assert.deepEqual(plain(edited), plain(whole));
				const last = edited.filter((d) => d.code === 'share-of-whole').pop();
				assert.equal(textOf(document.text, last.range, client.encoding), '16.5%');
				assert.ok(pulls || client.publications < 1000, 'edits that wait are linted together');
			}),
		);

/* ---- files ---------------------------------------------------------------------------------- */

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

/* A folder with these files, a client whose folder it is, and its name; all of it goes. */
function workspace(files, options, run) {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reportlint-test.'));
	const uriOf = (name) => pathToFileURL(path.join(folder, name)).href;
	const write = (name, text) => fs.writeFileSync(path.join(folder, name), text);
	fs.mkdirSync(path.join(folder, '.git'));
	for (const [name, text] of Object.entries(files)) write(name, text);
	const more = { arguments: [], folder: pathToFileURL(folder).href, working: folder, ...options };
	return session(more, (client) => run(client, { folder, uriOf, write })).finally(() => fs.rmSync(folder, { recursive: true }));
}

const changed = (client, uri) => client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri, type: lsp.FileChangeType.Changed }] });

later('all reports of a folder, open or not, with partial results and progress', () => {
	const files = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`r${i}.txt`, i % 2 ? report : '一切正常。\n']));
	return workspace({ ...files, '报告.txt': report }, { pulls: true }, async (client, { folder, uriOf, write }) => {
		await client.open(uriOf('r0.txt'), report);
		const parts = [];
		const work = [];
		client.connection.onProgress(new rpc.ProgressType(), 'partial', (part) => parts.push(...part.items));
		client.connection.onProgress(new rpc.ProgressType(), 'work', (value) => work.push(value.kind));
		const all = await client.request('workspace/diagnostic', {
			previousResultIds: [],
			partialResultToken: 'partial',
			workDoneToken: 'work',
		});
		assert.deepEqual(all.items, []);
		assert.equal(parts.length, 31);
		assert.equal(work[0], 'begin');
		assert.equal(work.pop(), 'end');
		assert.equal(parts.filter((item) => item.items.length === 1).length, 17);
		const chinese = parts.find((item) => item.uri === uriOf('报告.txt'));
		assert.equal(textOf(report, chinese.items[0].range, 'utf-16'), '16.5%');
		assert.equal(chinese.version, null);
		/* What has not changed is not said again; what is gone is taken back. */
		const previousResultIds = parts.map((item) => ({ uri: item.uri, value: item.resultId }));
		write('r1.txt', '一切正常了。\n');
		fs.rmSync(path.join(folder, 'r3.txt'));
		const again = (await client.request('workspace/diagnostic', { previousResultIds })).items;
		assert.deepEqual(
			again.filter((item) => item.kind === 'full').map((item) => [item.uri, item.items.length]).sort(),
			[[uriOf('r1.txt'), 0], [uriOf('r3.txt'), 0]],
		);
		/* So much that the cancellation is there before the end. */
		for (let i = 0; i < 8; i++) write(`long${i}.txt`, report.repeat(8000));
		const source = new rpc.CancellationTokenSource();
		const cancelled = client.request('workspace/diagnostic', { previousResultIds: [] }, source.token);
		source.cancel();
		await assert.rejects(cancelled, { code: lsp.LSPErrorCodes.RequestCancelled });
	});
});

later('a configuration that is broken while the editor is open', () =>
	workspace({ 'reportlint.toml': 'levels.share-of-whole = "warning"\n' }, {}, async (client, { uriOf, write }) => {
		const document = await client.open(uriOf('a.txt'), report);
		const configuration = uriOf('reportlint.toml');
		const complaints = () => client.published.get(configuration)?.diagnostics;
		const severity = async (wanted) =>
			client.until(() => client.published.get(document.uri)?.diagnostics[0]?.severity === wanted || undefined);
		await severity(lsp.DiagnosticSeverity.Warning);
		write('reportlint.toml', 'levels.share-of-whole = "wrong"\n');
		await changed(client, configuration);
		await client.until(() => complaints()?.length === 1 || undefined);
		await document.replace(0, 0, '今年');
		assert.equal((await document.pushed())[0].severity, lsp.DiagnosticSeverity.Warning);
		write('reportlint.toml', 'levels.share-of-whole = "note"\n');
		await changed(client, configuration);
		await client.until(() => complaints()?.length === 0 || undefined);
		await severity(lsp.DiagnosticSeverity.Information);
	}),
);

later('a configuration that was broken before the editor came', () =>
	workspace({ 'reportlint.toml': 'selct = []\n' }, {}, async (client, { uriOf, write }) => {
		const document = await client.open(uriOf('a.txt'), report);
		assert.equal((await document.pushed()).length, 1);
		const configuration = uriOf('reportlint.toml');
		assert.equal(client.published.get(configuration).diagnostics.length, 1);
		write('reportlint.toml', 'select = ["date"]\n');
		await changed(client, configuration);
		await client.until(() => client.published.get(configuration).diagnostics.length === 0 || undefined);
		await client.until(() => client.published.get(document.uri).diagnostics.length === 0 || undefined);
	}),
);

for (const encoding of encodings)
	later(`places in a configuration, ${encoding}`, () =>
		workspace({ 'reportlint.toml': '' }, { encoding }, async (client, { uriOf }) => {
			const text = 'levels = { "𝒳报" = "off", "share-of-whole" = "erorr", "shre-of-whole" = "off" }\n';
			const document = await client.open(uriOf('reportlint.toml'), text, 'toml');
			const places = (await document.pushed()).map((d) => textOf(text, d.range, client.encoding));
			assert.deepEqual(places.sort(), ['"erorr"', '"shre-of-whole"', '"𝒳报"']);
			const at = text.indexOf('"erorr"');
			await document.replace(at, at + 7, '"note"');
			assert.equal((await document.pushed()).length, 2);
			await document.replace(0, text.length - 1, 'select = ["share-of-hole"]\n');
			const [last] = await document.pushed();
			assert.match(last.message, /share-of-whole/);
		}),
	);

later('a configuration that is not open is named in full', () =>
	workspace({ 'reportlint.toml': '\nlevels."𝒳𝒳" = "off"\n' }, {}, async (client, { uriOf }) => {
		await (await client.open(uriOf('a.txt'), report)).pushed();
		const [complaint] = client.published.get(uriOf('reportlint.toml')).diagnostics;
		assert.deepEqual(complaint.range, { start: { line: 1, character: 7 }, end: { line: 1, character: 13 } });
	}),
);

const ownRule = `[[rule]]
id = "own-share"
category = "percentage"
level = "warning"
scope = "sentence"
match = '甲{part:count}乙{whole:count}丙{share:percent}'
let.calc = 'part / whole'
expect = 'share ~= calc'
point = "share"
summary = { en = "Of our own", zh = "自有规则" }
help = { en = "Count again.", zh = "请复核。" }
message = { en = "wrong", zh = "有误" }
[[rule.example]]
text = "甲1项乙2项丙40%。"
want = { at = "40%" }
[[rule.example]]
text = "甲1项乙2项丙50%。"
want = "none"
`;

later('rules of the configuration are explained, too', () =>
	workspace({ 'own.toml': ownRule, 'reportlint.toml': 'rules = ["own.toml"]\n' }, {}, async (client, { uriOf }) => {
		const said = [];
		client.connection.onNotification('window/showMessage', (params) => said.push(params.message));
		const document = await client.open(uriOf('a.txt'), '甲1项乙2项丙40%。\n');
		assert.deepEqual((await document.pushed()).map((d) => d.code), ['own-share']);
		await client.request('workspace/executeCommand', { command: 'reportlint.explain', arguments: ['own-share'] });
		assert.match(said.join(), /Count again/);
		const text = 'rules = ["own.toml"]\nlevels.own-share = "note"\n';
		const configuration = await client.open(uriOf('reportlint.toml'), text, 'toml');
		assert.deepEqual(await configuration.pushed(), []);
		const hover = await client.request('textDocument/hover', { textDocument: configuration.id(), position: { line: 1, character: 9 } });
		assert.match(hover.contents.value, /Of our own/);
		const items = await client.request('textDocument/completion', { textDocument: configuration.id(), position: { line: 1, character: 9 } });
		assert.ok(items.some((item) => item.label === 'own-share'));
	}),
);

for (const [option, value] of [['--rules', 'missing.toml'], ['--config', 'missing.toml'], ['--level', 'shre-of-whole=off']])
	later(`an option that is wrong from the start is said: ${option}`, () =>
		workspace({}, { arguments: [option, value] }, async (client, { uriOf }) => {
			const said = [];
			client.connection.onNotification('window/showMessage', (params) => said.push(params.message));
			const document = await client.open(uriOf('a.txt'), report);
			assert.equal((await document.pushed()).length, 1);
			const complaints = client.published.get(uriOf('missing.toml'))?.diagnostics || said;
			assert.equal(complaints.length, 1);
		}),
	);

/* ---- actions --------------------------------------------------------------------------------- */

const pragma = { 'reportlint.toml': 'pragma = "reportlint:"\n' };
for (const [name, languageId, before] of [
	['a.md', 'markdown', '<!-- reportlint: ignore[share-of-whole] reason -->'],
	['a.txt', 'plaintext', 'reportlint: ignore[share-of-whole] reason'],
])
	later(`the action that ignores, ${languageId}`, () =>
		workspace(pragma, { pulls: true, encoding: 'utf-8' }, async (client, { uriOf }) => {
			const document = await client.open(uriOf(name), `第一段说明情况。\n\n${'我们做了许多工作，也有了许多成绩，'.repeat(3)}\n所以${wrong}\n`, languageId);
			const [found] = (await document.pull()).items;
			assert.equal(textOf(document.text, found.range, 'utf-8'), '16.5%');
			const ask = (context, range = found.range) =>
				client.request('textDocument/codeAction', { textDocument: document.id(), range, context: { diagnostics: [found], ...context } });
			assert.deepEqual(await ask({ only: ['source.organizeImports'] }), []);
			assert.deepEqual(await ask({}, { start: { line: 0, character: 0 }, end: { line: 0, character: 3 } }), []);
			const actions = await ask({ only: ['quickfix'] });
			assert.equal(actions.length, 2);
			const [edit] = actions.find((action) => action.edit).edit.changes[document.uri];
			assert.deepEqual(edit.range.start, { line: 2, character: 0 });
			assert.equal(edit.newText, `${before}\n`);
			await document.change([{ range: edit.range, text: edit.newText }], 2);
			assert.deepEqual((await document.pull()).items, []);
		}),
	);

/* ---- what no editor ought to send ---------------------------------------------------------- */

later('unknown methods, places that are not there, versions out of order', () =>
	session({ pulls: true }, async (client) => {
		await assert.rejects(client.request('no/such', {}), { code: rpc.ErrorCodes.MethodNotFound });
		await assert.rejects(client.request('$/no/such', {}), { code: rpc.ErrorCodes.MethodNotFound });
		await client.notify('no/such', {});
		await client.notify('$/no/such', {});
		await assert.rejects(client.request('textDocument/hover', { textDocument: { uri: 'file:///not/open' } }));
		const document = await client.open(uri, '第一行');
		const beyond = { line: 99999, character: 99999 };
		assert.equal(await client.request('textDocument/hover', { textDocument: document.id(), position: beyond }), null);
		await document.change([{ range: { start: beyond, end: beyond }, text: `\n${wrong}` }], 5);
		await document.change([{ text: '晚到' }], 4);
		const found = (await document.pull()).items;
		assert.equal(textOf(`\n${wrong}`, found[0].range, 'utf-16'), '16.5%');
		await document.change([{ range: { start: beyond, end: { line: 0, character: 0 } }, text: 'x' }], 6);
		await document.change([{ range: 7, text: 8 }, null], 7);
		assert.equal((await document.pull()).items.length, 1);
	}),
);

later('parameters of every shape', () =>
	session({ pulls: true }, async (client) => {
		const document = await client.open(uri, report);
		const id = document.id();
		const methods = ['hover', 'diagnostic', 'documentSymbol', 'codeAction', 'completion'].map((name) => `textDocument/${name}`);
		methods.push('workspace/diagnostic', 'workspace/executeCommand', 'initialize');
		const notices = ['didOpen', 'didChange', 'didSave', 'didClose'].map((name) => `textDocument/${name}`);
		notices.push('workspace/didChangeWatchedFiles', 'workspace/didChangeWorkspaceFolders', '$/cancelRequest', '$/setTrace');
		const shapes = [null, 7, 'x', true, [], {}, { textDocument: null }, { textDocument: { uri: 7 } }, { textDocument: [], contentChanges: {} },
			{ textDocument: id, contentChanges: [7, null, { text: 1 }, { range: [], text: '' }], version: 'x' },
			{ textDocument: id, position: [], range: { start: 7 }, context: { only: [7] } },
			{ textDocument: id, position: { line: 1e18, character: 1e18 } },
			{ previousResultIds: [7, {}, { uri: 1, value: 2 }], partialResultToken: {}, workDoneToken: [] },
			{ changes: [7, {}, { uri: 7 }], event: { added: [7, {}], removed: 'x' }, id: {}, arguments: [7], command: [] }];
		for (const shape of shapes) {
			for (const method of notices)
				if (method !== 'textDocument/didClose' || shape?.textDocument !== id) await client.notify(method, shape);
			for (const method of methods) await client.request(method, shape).catch((error) => assert.ok(error.code, error.message));
		}
		assert.equal((await document.pull()).items.length, 1);
	}),
);

/* ---- a client that dies ---------------------------------------------------------------------- */

later('the server ends when its input does', async () => {
	const client = await new Client(program, {}).start();
	await client.open(uri, report);
	client.process.stdin.destroy();
	assert.deepEqual(await within(client.ended, 'the end', 10), { code: 1, signal: null });
	assert.equal(client.stderr, '');
});

later('the server ends when nobody reads what it says', async () => {
	const client = await new Client(program, {}).start();
	client.connection.dispose();
	client.process.stdout.destroy();
	const frame = (message) => {
		const body = JSON.stringify({ jsonrpc: '2.0', ...message });
		client.process.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
	};
	frame({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'plaintext', version: 1, text: report } } });
	const { code, signal } = await within(client.ended, 'the end', 10);
	assert.ok(code > 0 && signal === null);
});

later('the server ends when its editor is killed', async () => {
	const script = `
		const { Client } = require(${JSON.stringify(require.resolve('./client.js'))});
		(async () => {
			const client = await new Client(${JSON.stringify(program)}, {}).start();
			await client.open(${JSON.stringify(uri)}, 'x');
			console.log(client.process.pid);
		})();`;
	const editor = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
	const pid = Number(await within(new Promise((resolve) => editor.stdout.once('data', resolve)), 'the editor'));
	editor.kill('SIGKILL');
	for (let i = 0; i < 100 && lives(pid); i++) await new Promise((resolve) => setTimeout(resolve, 100));
	assert.ok(!lives(pid));
});

/* A process that is no more than a name waiting to be read does not live. */
function lives(pid) {
	try {
		return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)]).toString().startsWith('Z');
	} catch {
		return false;
	}
}

/* ---- all ---------------------------------------------------------------------------------------- */

(async () => {
	for (const [name, run] of tests) await test(name, run);
	console.log(`${passed} passed, ${failed} failed`);
	process.exit(failed ? 1 : 0);
})();
