/*
 * The extension in VS Code's web server, in Chromium without a screen:
 * node browser.js SERVER VSIX PROGRAM CHROMIUM FOLDER.  A report with an error behind characters of two
 * UTF-16 units is opened; the squiggle stands under exactly the wrong figure, the list of problems and
 * the hover tell what is wrong, the outline has the headings; the figure is mended and the squiggle goes.
 * FOLDER takes what the run writes: settings, the report, the server's log, screenshot.png.  Ends what it
 * started, also when it fails.  The last line is "N passed, N failed".
 */
'use strict';
const assert = require('node:assert/strict');
const { execFileSync, spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { chromium } = require('playwright-core');

const [server, vsix, program, browserPath, folder] = process.argv.slice(2);
const SECONDS = 60;
const figure = '16.5%';
const sentence = '今年𝒳𠮷共有事项97项，其中办理15项，占比16.5%。';
const report = ['# 工作报告', '', '## 一、概况', '', sentence, '', '## 二、问题', '', '仍有不足。', ''].join('\n');
const workspace = path.join(folder, 'work');
const data = path.join(folder, 'data');
let passed = 0;
let failed = 0;

let page; // what a test that fails is pictured with

async function test(name, run) {
	try {
		await run();
		passed++;
	} catch (error) {
		failed++;
		console.log(`FAILED: ${name}: ${error.stack}`);
		await page?.screenshot({ path: path.join(folder, `failed-${failed}.png`) }).catch(() => {});
	}
}

/* ---- the server ---------------------------------------------------------------------------- */

function prepare() {
	fs.mkdirSync(workspace, { recursive: true });
	fs.mkdirSync(path.join(data, 'data', 'Machine'), { recursive: true });
	fs.writeFileSync(path.join(workspace, '报告.md'), report);
	fs.writeFileSync(path.join(workspace, 'reportlint.toml'), 'root = true\nfail-onn = "error"\n');
	fs.writeFileSync(
		path.join(data, 'data', 'Machine', 'settings.json'),
		JSON.stringify({ 'reportlint.path': program, 'reportlint.arguments': ['--lang=en'], 'git.enabled': false }),
	);
	execFileSync(process.execPath, [server, '--server-data-dir', data, '--install-extension', vsix], { stdio: 'pipe', timeout: SECONDS * 1000 });
}

/* Ready when it has said where it listens; in a process group of its own, so that all of it can be ended. */
function startServer() {
	const log = fs.createWriteStream(path.join(folder, 'server.log'));
	const child = spawn(
		process.execPath,
		[
			server,
			'--without-connection-token',
			'--accept-server-license-terms',
			'--telemetry-level=off',
			'--host=127.0.0.1',
			'--port=0',
			`--server-data-dir=${data}`,
		],
		{ stdio: ['ignore', 'pipe', 'pipe'], detached: true },
	);
	child.stderr.pipe(log);
	return new Promise((resolve, reject) => {
		let said = '';
		const late = setTimeout(() => reject(new Error(`the server does not listen: ${said}`)), SECONDS * 1000);
		child.once('error', reject);
		child.once('exit', (code, signal) => reject(new Error(`the server ended: ${code ?? signal}: ${said}`)));
		child.stdout.on('data', (bytes) => {
			log.write(bytes);
			said += bytes;
			const port = said.match(/listening on (\d+)/);
			if (port) {
				clearTimeout(late);
				resolve({ child, port: port[1] });
			}
		});
	});
}

/* What of this run is still there: its command line names the folder of its data, or is the language server's. */
function left() {
	return fs
		.readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
		.map((pid) => {
			try {
				return { pid: Number(pid), line: fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') };
			} catch {
				return { pid: Number(pid), line: '' }; // it has ended meanwhile
			}
		})
		.filter((one) => one.line.includes(data) || one.line.startsWith(`${program} lsp`));
}

async function gone(milliseconds) {
	for (const end = Date.now() + milliseconds; left().length && Date.now() < end; )
		await new Promise((resolve) => setTimeout(resolve, 50));
	return left();
}

/* ---- the page ------------------------------------------------------------------------------ */

/* Where the text stands on the screen, once the editor shows it. */
async function boxOf(text) {
	return page.evaluate((wanted) => {
		for (const line of document.querySelectorAll('.view-line')) {
			const shown = line.textContent.replaceAll('\u00a0', ' ');
			const from = shown.indexOf(wanted);
			if (from < 0) continue;
			const range = document.createRange();
			const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
			for (let at = 0, node; (node = walker.nextNode()); at += node.length) {
				if (from >= at && from < at + node.length) range.setStart(node, from - at);
				const to = from + wanted.length;
				if (to > at && to <= at + node.length) {
					range.setEnd(node, to - at);
					const { x, y, width, height } = range.getBoundingClientRect();
					return { x, y, width, height };
				}
			}
		}
		return null;
	}, text);
}

const squiggles = () => page.locator('.view-overlays .squiggly-error');
const settle = (locator, state = 'visible') => locator.first().waitFor({ state, timeout: SECONDS * 1000 });

/* A command of the palette's, by the name it has there. */
async function command(name) {
	await page.keyboard.press('F1');
	await settle(page.locator('.quick-input-widget input'));
	await page.keyboard.type(name);
	await settle(page.locator('.quick-input-list .monaco-list-row.focused', { hasText: name }));
	await page.keyboard.press('Enter');
}

/* From the folder's tree: the search for files by name needs a program that the server brings only by download. */
async function open(name) {
	await page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).dblclick();
	await settle(page.locator('.tab.active', { hasText: name }));
}

/* To a character of a line, both from 1. */
async function go(line, column) {
	await page.keyboard.press('Control+G');
	await settle(page.locator('.quick-input-widget input'));
	await page.keyboard.type(`${line}:${column}`);
	await page.keyboard.press('Enter');
	await settle(page.locator('.quick-input-widget'), 'hidden');
}

async function trusted(browser, port) {
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
	/* Nothing but the server is asked for anything. */
	await context.route(/.*/, (route) => (new URL(route.request().url()).hostname === '127.0.0.1' ? route.continue() : route.abort()));
	page = await context.newPage();
	await page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(workspace)}`);
	await page.getByRole('button', { name: /Yes, I trust the authors/ }).click({ timeout: SECONDS * 1000 });
	await settle(page.locator('.explorer-folders-view .monaco-list-row', { hasText: '报告.md' }));
}

async function seen() {
	await test('the squiggle is under exactly the figure', async () => {
		await settle(squiggles());
		assert.equal(await squiggles().count(), 1);
		const drawn = await squiggles().boundingBox();
		const text = await boxOf(figure);
		assert.ok(Math.abs(drawn.x - text.x) <= 1, `from ${drawn.x}, the figure from ${text.x}`);
		assert.ok(Math.abs(drawn.width - text.width) <= 1, `${drawn.width} wide, the figure ${text.width}`);
		assert.ok(drawn.y < text.y + text.height && text.y < drawn.y + drawn.height, 'another line');
	});
	await test('the list of problems', async () => {
		await command('Problems: Focus on Problems View');
		const rows = page.locator('.markers-panel .monaco-list-row');
		await settle(rows.filter({ hasText: 'share-of-whole' }));
		const text = (await rows.allTextContents()).join('\n');
		assert.match(text, /报告\.md/);
		assert.match(text, /15\.5%.*16\.5%|16\.5%.*15\.5%/);
		assert.match(text, new RegExp(`Ln 5, Col ${sentence.indexOf(figure) + 1}\\b`));
	});
	await test('the hover', async () => {
		const at = await boxOf(figure);
		await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2);
		const hover = page.locator('.monaco-hover:not(.hidden)', { hasText: 'share-of-whole' });
		await settle(hover);
		await settle(hover.locator('.hover-row', { hasText: 'percent' }));
		await settle(hover.locator('.hover-row', { hasText: 'Quick Fix' })); // it is drawn to the end
	});
	await page.screenshot({ path: path.join(folder, 'screenshot.png') });
	await test('the outline', async () => {
		await command('Explorer: Focus on Outline View');
		await settle(page.locator('.outline-pane .monaco-list-row', { hasText: '一、概况' }));
		await settle(page.locator('.outline-pane .monaco-list-row', { hasText: '二、问题' }));
	});
}

async function mended() {
	const column = sentence.indexOf(figure) + 1;
	await test('mended, and the squiggle goes', async () => {
		await page.locator('.monaco-editor .view-line').first().click();
		await go(5, column + 1);
		await page.keyboard.press('Delete');
		await page.keyboard.type('5');
		assert.ok(await boxOf('15.5%'));
		await settle(squiggles(), 'detached');
		await settle(page.locator('.markers-panel .monaco-list-row', { hasText: 'share-of-whole' }), 'detached');
	});
	await test('another wrong figure, and it is back', async () => {
		await page.keyboard.press('Backspace');
		await page.keyboard.type('7');
		await settle(squiggles());
		const drawn = await squiggles().boundingBox();
		assert.ok(Math.abs(drawn.x - (await boxOf('17.5%')).x) <= 1);
	});
	await test('the actions', async () => {
		await page.keyboard.press('Control+.');
		const actions = page.locator('.action-widget .monaco-list-row');
		await settle(actions);
		const text = (await actions.allTextContents()).join('\n');
		assert.match(text, /[Ii]gnore.*share-of-whole/);
		assert.match(text, /[Ee]xplain.*share-of-whole/);
		await page.keyboard.press('Escape');
	});
}

async function configuration() {
	await test('a key that reportlint.toml does not know', async () => {
		await open('reportlint.toml');
		await settle(squiggles());
		const drawn = await squiggles().boundingBox();
		assert.ok(Math.abs(drawn.x - (await boxOf('fail-onn')).x) <= 1);
	});
}

async function main() {
	let running;
	let browser;
	const end = async () => {
		await browser?.close().catch(() => {});
		if (running) {
			running.child.removeAllListeners('exit');
			try {
				process.kill(-running.child.pid, 'SIGTERM');
			} catch {
				/* it has ended by itself */
			}
		}
	};
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
		process.once(signal, () => end().then(() => process.exit(1)));
	await test('to the end', async () => {
		prepare();
		running = await startServer();
		browser = await chromium.launch({
			executablePath: browserPath,
			args: [
				...(process.getuid() === 0 ? ['--no-sandbox'] : []),
				'--disable-gpu',
				'--disable-quic',
				'--no-first-run',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync',
			],
		});
		await trusted(browser, running.port);
		await open('报告.md');
		await seen();
		await mended();
		await configuration();
	});
	await end();
	await test('nothing is left', async () => {
		const still = await gone(10000);
		for (const { pid } of still)
			try {
				process.kill(pid, 'SIGKILL');
			} catch {
				/* it has ended meanwhile */
			}
		assert.deepEqual(still, []);
	});
	console.log(`${passed} passed, ${failed} failed`);
	process.exitCode = failed ? 1 : 0;
}

main();
