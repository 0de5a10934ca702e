// Drives the page: node page.js CHROMIUM FOLDER.  Prints a line for each check, "ok …" or what is wrong.
"use strict";
const { readFileSync } = require("fs");
const { chromium } = require("playwright-core");

const [executablePath, folder] = process.argv.slice(2);
const check = (good, what) => console.log(good ? `ok ${what}` : `not so: ${what}`);

// A page that says what went wrong on it, and whom it asked for anything.
const open = async (browser, name, options) => {
	const page = await browser.newPage(options);
	page.wrong = [];
	page.on("console", m => page.wrong.push(m.text()));
	page.on("pageerror", e => page.wrong.push(e.message));
	page.on("request", r => r.url().startsWith("file://" + folder) || page.wrong.push(r.url()));
	await page.goto(`file://${folder}/${name}.html`);
	return page;
};

const filters = async (page, all) => {
	const rows = page.locator("tr.finding");
	const count = () => rows.count();
	check(await count() === Math.min(50, all.length), `the table has ${await count()} findings of ${all.length}`);
	const rule = "parts-total", wanted = all.filter(f => f.rule === rule).length;
	await page.locator("select").first().selectOption(rule);
	check(wanted > 0 && await count() === wanted, `the filter of a rule leaves ${wanted}`);
	await page.locator("button.clear").click();
	check(await count() === Math.min(50, all.length), "all are shown again");
	for (const level of ["error", "warning", "note"]) {
		const left = all.filter(f => f.level === level).length;
		for (const other of ["error", "warning", "note"])
			await page.locator(`.check:has(.level.${other}) input`).setChecked(other === level);
		check(await count() === Math.min(50, left), `${level}: ${left}`);
	}
	await page.locator("button.clear").click();
	const levels = async () => (await page.locator("tr.finding .level").evaluateAll(list => list.map(x => x.classList[1]))).join(" ");
	check(/^(error ?)+(warning ?)*(note ?)*$/.test(await levels()), `errors come first: ${await levels()}`);
	await page.locator("select:has(option[value=path])").selectOption("path");
	check(await levels() === all.slice(0, 50).map(f => f.level).join(" "), "or findings as in the reports");
	await page.locator("select:has(option[value=path])").selectOption("level");
	for (const cause of ["rounding", "slip", "unit", "other"]) {
		const left = all.filter(f => f.discrepancy === cause).length;
		await page.locator(`.legend .cause-${cause} button`).click();
		check(await count() === Math.min(50, left), `a colour of the pictures leads to its findings: ${cause} ${left}`);
		await page.locator("button.clear").click();
	}
	check(all.some(f => f.discrepancy), "figures are set against others");
	await page.locator("input[type=search]").fill("16.5%");
	check(await count() >= 1, "words of the text are found");
	await page.locator("button.clear").click();
	const cell = page.locator("table.heat td button").first(), n = Number(await cell.textContent());
	await cell.click();
	check(await count() === n, "a number of the heat map leads to its findings");
	await page.locator("button.clear").click();
	for (const tab of await page.locator(".tabs button").all()) {
		await tab.click();
		check(await tab.getAttribute("aria-pressed") === "true" && await page.locator("table.heat td button").count() > 0, "a tab of the heat map");
	}
};

const texts = async page => {
	await page.locator("select").first().selectOption("share-of-whole");
	const button = page.locator("tr.finding button").first();
	await button.focus();
	await page.keyboard.press("Enter");
	check(await button.getAttribute("aria-expanded") === "true", "Enter opens a finding");
	const marked = await page.locator("tr.detail mark").first().textContent();
	check(/\d%$/.test(marked), `what is marked is the figure: ${marked}`);
	const whole = await page.locator("tr.detail .text").first().textContent();
	check(whole.length > marked.length && whole.includes(marked), "in its paragraph");
	await page.keyboard.press("Enter");
	check(await page.locator("tr.detail").count() === 0, "Enter closes it");
	await page.locator("button.clear").click();
	const sides = page.locator("#shared .sides mark");
	check(await sides.count() === 2 && await sides.nth(0).textContent() === await sides.nth(1).textContent(),
		"a shared passage stands side by side");
	const circle = page.locator("#sizes circle").last(); // none lies over it
	await circle.click();
	check(await page.locator("tr.finding").count() === 1 && await page.locator("tr.detail").count() === 1, "a point leads to its finding");
	check(await page.locator("#sizes rect").count() > 0, "the histogram has bars");
	await page.locator("button.clear").click();
};

const hostile = async (page, title) => {
	check(await page.title() === title, "no text of a report was run");
	check(await page.locator("img").count() === 0, "or became markup");
	await page.locator("input[type=search]").fill("onerror");
	await page.locator("tr.finding button").first().click();
	check((await page.locator("tr.detail").first().innerHTML()).includes("&lt;/script&gt;&lt;script&gt;"), "it is shown as it stands");
	check((await page.locator("tr.finding").first().textContent()).includes("<b>甲&\"乙.txt"), "and so is a path");
	check(!/[\u202e\u2028]/.test(await page.locator("main").textContent()), "and turns nothing round");
	await page.locator("button.clear").click();
	check(await page.title() === title && await page.locator("img").count() === 0, "nor was anything afterwards");
	check(await page.locator(".unread li").count() === 1, "what was not read is listed");
};

const fits = async page => {
	const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
	check(wide <= room, `${wide} of ${room} pixels`);
	// WCAG 2: text on what is behind it; large cells of the heat map, labels and quiet text among them.
	const faint = await page.evaluate(() => {
		const parse = c => (c.match(/[\d.]+/g) || []).map(Number);
		const behind = x => {
			for (let e = x; e; e = e.parentElement) {
				const c = parse(getComputedStyle(e).backgroundColor);
				if (getComputedStyle(e).backgroundColor.startsWith("rgb") && (c.length < 4 || c[3] === 1))
					return c;
			}
			return [255, 255, 255];
		};
		const light = c => c.slice(0, 3).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
			.reduce((n, v, i) => n + v * [0.2126, 0.7152, 0.0722][i], 0);
		return [...document.querySelectorAll("body *")].filter(x => [...x.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && x.offsetParent && !x.closest("svg, option, script"))
			.map(x => [x, ...[light(parse(getComputedStyle(x).color)), light(behind(x))].sort((a, b) => b - a)])
			.filter(([, a, b]) => (a + 0.05) / (b + 0.05) < 4.5).map(([x, a, b]) => `${x.className || x.tagName} ${((a + 0.05) / (b + 0.05)).toFixed(2)} ${x.textContent.slice(0, 20)}`);
	});
	check(faint.length === 0, `text can be read: ${[...new Set(faint)].slice(0, 5).join("; ")}`);
	const small = await page.evaluate(() => [...document.querySelectorAll("button, select, input")].filter(x => !x.hidden && !x.labels?.length && !x.textContent.trim() && !x.ariaLabel).length);
	check(small === 0, "every control has a name");
};

(async () => {
	const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
	for (const [name, title] of [["en", "What reportlint found"], ["zh", "报告检查结果"]]) {
		const all = readFileSync(`${folder}/${name}.jsonl`, "utf8").trim().split("\n").map(l => JSON.parse(l));
		const page = await open(browser, name, { viewport: { width: 1280, height: 900 } });
		await filters(page, all);
		await texts(page);
		await hostile(page, title);
		await fits(page);
		check(page.wrong.length === 0, `${name}: nothing went wrong ${page.wrong.join("; ")}`);
		await page.close();
		for (const colorScheme of ["light", "dark"]) {
			const phone = await open(browser, name, { viewport: { width: 390, height: 844 }, colorScheme });
			await phone.locator("tr.finding button").first().click();
			await phone.locator(".terms summary").click();
			await fits(phone);
			check(phone.wrong.length === 0, `${name}, phone, ${colorScheme} ${phone.wrong.join("; ")}`);
			await phone.close();
		}
		const quiet = await open(browser, `quiet-${name}`, {});
		check(await quiet.locator("#findings").count() === 0 && quiet.wrong.length === 0, `${name}: nothing found ${quiet.wrong.join("; ")}`);
		await quiet.close();
	}
	await browser.close();
	console.log("ok all");
})().catch(e => { console.log(String(e)); process.exit(1); });
