/*
 * How long after a keystroke a diagnostic appears: node latency.js PROGRAM FOLDER, with the reports
 * of the folder joined to 20 KB and to 2 MB.  Median and most of 50.
 */
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { Client } = require('../editors/client.js');

const [program, folder] = process.argv.slice(2);
const wrong = '今年𝒳共有事项97项，其中办理15项，占比16.5%。';

function textOfSize(bytes) {
	let text = '';
	for (const name of fs.readdirSync(folder).filter((name) => name.endsWith('.txt')).sort()) {
		text += fs.readFileSync(path.join(folder, name), 'utf8');
		if (Buffer.byteLength(text) >= bytes) break;
	}
	return Buffer.from(text).subarray(0, bytes).toString('utf8').replace(/[^\n]*$/, '');
}

/* Types a digit of the wrong figure again and again, as an editor that is sent diagnostics. */
async function measure(name, bytes, limit) {
	const client = await new Client(program, { encoding: 'utf-16' }).start();
	const text = textOfSize(bytes);
	const middle = text.indexOf('\n\n', text.length / 2) + 2;
	const document = await client.open('file:///nowhere/report.txt', `${text.slice(0, middle)}${wrong}\n\n${text.slice(middle)}`);
	await document.pushed();
	const at = document.text.indexOf('16.5%');
	const times = [];
	for (let i = 0; i < 50; i++) {
		const from = process.hrtime.bigint();
		document.replace(at + 1, at + 2, i % 2 ? '6' : '7');
		const found = await document.pushed();
		times.push(Number(process.hrtime.bigint() - from) / 1e6);
		if (!found.some((d) => d.code === 'share-of-whole')) throw new Error('no diagnostic');
	}
	await client.stop();
	times.sort((a, b) => a - b);
	console.log(`keystroke to diagnostic, ${name}: ${times[25].toFixed(1)} ms (most ${times[49].toFixed(1)}; at most ${limit} wanted)`);
}

(async () => {
	await measure('20 KB', 20000, 50);
	await measure('2 MB', 2000000, 300);
})();
