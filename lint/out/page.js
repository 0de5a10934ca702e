// The page that `reportlint -o html` writes.  All text of reports is shown as text, never as markup.
"use strict";
(() => {
const read = id => JSON.parse(document.getElementById(id).textContent);
const reports = read("reports"), run = read("run");
const zh = document.documentElement.lang.startsWith("zh");
const t = (en, han) => zh ? han : en;
const LEVELS = ["", "note", "warning", "error"];
const levelName = v => t(LEVELS[v], ["", "提示", "警告", "错误"][v]);
const number = n => n.toLocaleString(zh ? "zh-CN" : "en");
const NONE = "\u2014";

// What no reader can see, or what turns the direction of text round, is shown as a sign.
const clean = s => s.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "\ufffd")
	.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/g, "\u25e6");

const fill = (node, attributes, children) => {
	for (const [name, value] of Object.entries(attributes || {})) {
		if (name.startsWith("on"))
			node.addEventListener(name.slice(2), value);
		else if (value !== null && value !== false)
			node.setAttribute(name, value === true ? "" : value);
	}
	for (const child of children.flat())
		if (child !== null && child !== undefined && child !== false)
			node.append(child instanceof Node ? child : clean(String(child)));
	return node;
};
const h = (tag, attributes, ...children) =>
	fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) =>
	fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

// ---- findings ----------------------------------------------------------------------------

const findings = [];
for (const report of reports)
	for (const f of report.f)
		findings.push(Object.assign(f, {
			id: findings.length, path: report.p, agency: report.a || NONE,
			year: report.y ? String(report.y) : NONE,
			category: (run.rules[f.r] || ["other"])[0], cause: f.k || "",
		}));
// The folder that all paths are in is said once.
const paths = findings.flatMap(f => [f.path, ...(f.x || []).map(x => x.p || f.path)]);
const common = paths.length ? paths.reduce((a, b) => {
	let n = 0;
	while (n < a.length && a[n] === b[n])
		n++;
	return a.slice(0, n);
}, paths[0]).replace(/[^/]*$/, "") : "";
const short = path => path.slice(common.length);
const levelsFound = v => findings.filter(f => f.v === v).length;
const counted = (list, key) => {
	const map = new Map();
	for (const f of list)
		map.set(f[key], (map.get(f[key]) || 0) + 1);
	return [...map].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
};

// Figures that are set against others: the program says which, and what may have gone wrong.
const CAUSES = ["rounding", "slip", "unit", "other"];
const causeName = c => ({
	rounding: t("rounding", "四舍五入"), slip: t("a slip of one digit", "一位数字之差"),
	unit: t("wrong unit (a power of ten)", "单位错误（10 的幂）"), other: t("other", "其他"),
})[c];
const points = [];
for (const f of findings) {
	const stated = Math.abs(Number(f.s)), ought = Math.abs(Number(f.o));
	if (f.k && stated > 0 && ought > 0)
		points.push({ f, stated, ought, size: Math.max(stated, ought) / Math.min(stated, ought) - 1, cause: f.k });
}

// ---- parts of the page --------------------------------------------------------------------

const page = document.getElementById("page");
page.replaceChildren();
const section = (id, title, about, ...children) => page.append(
	h("section", { id, "aria-labelledby": id + "-title" },
		h("h2", { id: id + "-title" }, title), about && h("p", { class: "about" }, about),
		...children));
const fresh = () => ({ text: "", levels: new Set([1, 2, 3]), r: "", agency: "", year: "", category: "", cause: "", only: null, shown: 50 });
const state = Object.assign(fresh(), { order: "level" });

const read_all = run.files + run.unread;
page.append(h("header", {},
	h("h1", {}, t("What reportlint found", "报告检查结果")),
	h("p", { class: "lead" }, findings.length
		? t(`${number(findings.length)} findings in ${number(new Set(findings.map(f => f.path)).size)} of ${number(run.files)} reports.`,
			`在 ${number(run.files)} 份报告中的 ${number(new Set(findings.map(f => f.path)).size)} 份里发现 ${number(findings.length)} 处问题。`)
		: t(`Nothing found in ${number(run.files)} reports.`, `${number(run.files)} 份报告均未发现问题。`))));

const card = (value, label, kind, note) => h("div", { class: "card " + (kind || "") },
	h("b", {}, number(value)), h("span", {}, label), note && h("small", {}, note));
const share = (part, all) => all ? (100 * part / all).toFixed(1) + "%" : "";
section("read", t("What was read", "读取情况"), null, h("div", { class: "cards" },
	card(run.files, t("reports read", "份报告已读"), "", read_all ? t(`of ${number(read_all)}`, `共 ${number(read_all)} 份`) : null),
	card(run.unread, t("could not be read", "份无法读取"), run.unread ? "bad" : ""),
	card(run.stats.numbers, t("numbers read", "个数字"), "",
		t(`${share(run.stats.related, run.stats.numbers)} were checked`, `${share(run.stats.related, run.stats.numbers)} 得到核对`)),
	card(run.stats.proved, t("checks came out", "项核对相符"), "good", t(`${number(run.unknown)} undecided`, `${number(run.unknown)} 项无法判定`)),
	card(run.levels[2], t("errors", "个错误"), "error"), card(run.levels[1], t("warnings", "个警告"), "warning"),
	card(run.levels[0], t("notes", "个提示"), "note")));
const left = [];
if (run.omitted || run.cut)
	left.push(t(`${number(run.omitted + run.cut)} findings are left out of this page: it takes ${number(findings.length)} of them, and its pictures show those.`,
		`另有 ${number(run.omitted + run.cut)} 处问题未列入本页；图表仅反映所列的 ${number(findings.length)} 处。`));
if (run.suppressed)
	left.push(t(`${number(run.suppressed)} are suppressed.`, `${number(run.suppressed)} 处被标注忽略。`));
if (run.known)
	left.push(t(`${number(run.known)} are known to the baseline.`, `${number(run.known)} 处已在基线中。`));
if (left.length)
	document.getElementById("read").append(h("p", { class: "about" }, left.join(" ")));
if (run.unread)
	document.getElementById("read").append(h("details", { class: "unread" },
		h("summary", {}, t("What was not read, and why", "未读取的文件及原因")),
		h("ul", {}, run.unreadList.map(u => h("li", {}, h("code", {}, u.path), " ", u.message)),
			run.unread > run.unreadList.length && h("li", {}, t(`and ${number(run.unread - run.unreadList.length)} more`, `另有 ${number(run.unread - run.unreadList.length)} 个`)))));

const TERMS = [
	[levelName(3), t("certain: it contradicts arithmetic, the calendar or another place.", "可以确定：与算术、历法或另一处相矛盾。")],
	[levelName(2), t("likely, or a matter of form.", "很可能有误，或属于格式问题。")],
	[levelName(1), t("worth a look.", "值得一看。")],
	[t("a check", "核对"), t("figures that must agree with one another, as parts with a total or a share with what it is a share of. One that is undecided lacks a figure, a unit, or a sign that it was meant.", "应当相互吻合的数字，如分项与总数、占比与其分子分母。缺少数字、单位或依据的，无法判定。")],
	[t("stated, recomputed", "报告值、应有值"), t("the figure that is contradicted, and what the other figures make of it. Either may be the wrong one.", "被质疑的数字，以及按其他数字得出的结果；两者都可能有误。")],
	[t("rounding", "四舍五入"), t("they differ by at most one and a half of the last printed place.", "相差不超过末位的一个半单位。")],
	[t("a slip of one digit", "一位数字之差"), t("one digit is another, dropped or added, or two neighbours are swapped.", "一位数字写错、漏写或多写，或相邻两位颠倒。")],
	[t("wrong unit", "单位错误"), t("one is ten, a hundred, … times the other.", "一个是另一个的十倍、百倍等。")],
	[t("year, agency", "年份、单位"), t("of the report, as its title, signature or file name says; not every report says it.", "取自报告的标题、落款或文件名，并非每份报告都有。")],
];
document.getElementById("read").append(h("details", { class: "terms" },
	h("summary", {}, t("What the words on this page mean", "本页用语说明")),
	h("dl", {}, TERMS.flatMap(([term, means]) => [h("dt", {}, term), h("dd", {}, means)]))));

// ---- heat map ----------------------------------------------------------------------------------

const ROWS_MOST = 20;
const categoryName = c => zh ? ({ arithmetic: "算术", percentage: "百分比", date: "日期", duplicate: "重复", structure: "结构", consistency: "一致性", typography: "排印" })[c] || c : c;
const shade = (n, most) => n ? Math.max(1, Math.ceil(5 * Math.log1p(n) / Math.log1p(most))) : 0;
const rowName = (rows, name) => name === NONE ? t("agency not known", "单位不明")
	: rows === "r" && run.rules[name] ? run.rules[name][1] : rows === "category" ? categoryName(name) : name;
const heat = rows => {
	const years = counted(findings, "year").map(x => x[0]).sort((a, b) => (a === NONE) - (b === NONE) || (a < b ? 1 : -1));
	const errors = new Map(counted(findings.filter(f => f.v === 3), rows));
	const all = counted(findings, rows).sort((a, b) => (errors.get(b[0]) || 0) - (errors.get(a[0]) || 0) || b[1] - a[1]);
	const top = all.slice(0, ROWS_MOST);
	const cells = new Map();
	for (const f of findings)
		cells.set(f[rows] + "\n" + f.year, (cells.get(f[rows] + "\n" + f.year) || 0) + 1);
	const most = Math.max(...cells.values());
	const cell = (name, year) => {
		const n = cells.get(name + "\n" + year) || 0;
		return h("td", { class: "heat" + shade(n, most) }, n
			? h("button", { type: "button", "aria-label": `${rowName(rows, name)}, ${year === NONE ? t("no year", "无年份") : year}: ${n}`,
				onclick: () => choose({ [rows]: name, year }) }, number(n)) : null);
	};
	return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("heat map", "热力图") },
		h("table", { class: "heat" },
			h("thead", {}, h("tr", {}, h("td", {}), h("th", { scope: "col" }, t("all", "合计")), years.map(y => h("th", { scope: "col" }, y === NONE ? t("no year", "无年份") : y)))),
			h("tbody", {}, top.map(([name, n]) => h("tr", {},
				h("th", { scope: "row", title: name }, h("span", {}, rowName(rows, name))),
				h("td", { class: "sum" }, h("button", { type: "button", "aria-label": `${rowName(rows, name)}: ${n}`, onclick: () => choose({ [rows]: name }) }, number(n))),
				years.map(y => cell(name, y))))),
			all.length > top.length && h("caption", {}, t(`the first ${ROWS_MOST} of ${number(all.length)}`, `共 ${number(all.length)} 行，仅列前 ${ROWS_MOST} 行`))));
};
if (findings.length) {
	const holder = h("div", {});
	const tab = (rows, label) => h("button", { type: "button", "aria-pressed": "false", onclick: e => {
		for (const b of e.target.parentNode.children)
			b.setAttribute("aria-pressed", String(b === e.target));
		holder.replaceChildren(heat(rows));
	} }, label);
	const tabs = h("div", { class: "tabs", role: "group", "aria-label": t("rows", "行") },
		tab("r", t("by rule", "按规则")), tab("agency", t("by agency", "按单位")), tab("category", t("by category", "按类别")));
	section("where", t("Where findings are", "问题分布"), t("Findings by the year of the report, those with most errors first; the darker, the more. A number leads to them.", "按报告年份统计，错误多者在前，颜色越深问题越多；点击数字可查看对应问题。"), tabs, holder);
	tabs.children[0].click();
}

// ---- stated against recomputed --------------------------------------------------------------------

const W = 520, H = 340, L = 62, R = 14, T = 14, B = 46;
const power = n => n >= 0 && n <= 3 ? number(10 ** n) : n < 0 && n >= -4 ? (10 ** n).toFixed(-n)
	: "10" + [...String(n)].map(c => c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]).join("");
const legend = () => h("ul", { class: "legend" }, CAUSES.map(c =>
	h("li", { class: "cause-" + c }, h("button", { type: "button", onclick: () => choose({ cause: c }) }, `${causeName(c)} ${number(points.filter(p => p.cause === c).length)}`))));
const axis = (x, y, from, to, step, labels) => {
	const g = svg("g", { class: "axis" });
	for (let k = from; k <= to; k += step) {
		if (x)
			g.append(svg("line", { x1: x(k), x2: x(k), y1: T, y2: H - B }),
				svg("text", { x: x(k), y: H - B + 16, "text-anchor": "middle" }, labels(k)));
		else
			g.append(svg("line", { x1: L, x2: W - R, y1: y(k), y2: y(k) }),
				svg("text", { x: L - 6, y: y(k) + 4, "text-anchor": "end" }, labels(k)));
	}
	return g;
};
const titles = (x, y) => [
	svg("text", { class: "title", x: (L + W - R) / 2, y: H - 6, "text-anchor": "middle" }, x),
	svg("text", { class: "title", x: 14, y: (T + H - B) / 2, "text-anchor": "middle", transform: `rotate(-90 14 ${(T + H - B) / 2})` }, y)];
const picture = (label, ...children) => svg("svg", { viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": label }, ...children);

const DRAWN_MOST = 5000;
const scatter = () => {
	const logs = points.flatMap(p => [Math.log10(p.stated), Math.log10(p.ought)]);
	let from = Math.floor(Math.min(...logs)), to = Math.ceil(Math.max(...logs));
	if (from === to)
		to++;
	const x = k => L + (k - from) / (to - from) * (W - L - R), y = k => H - B - (k - from) / (to - from) * (H - T - B);
	const step = Math.ceil((to - from) / 8);
	const line = d => svg("line", { class: d ? "off" : "diagonal", x1: x(Math.max(from, from - d)), y1: y(Math.max(from, from + d)), x2: x(Math.min(to, to - d)), y2: y(Math.min(to, to + d)) });
	return picture(t(`${points.length} stated figures against what they ought to be`, `${points.length} 个报告数字与应有值的对照`),
		axis(x, null, from, to, step, power), axis(null, y, from, to, step, power),
		[0, 1, -1].map(line),
		points.slice(0, DRAWN_MOST).map(p => svg("circle", { class: "cause-" + p.cause, cx: x(Math.log10(p.ought)).toFixed(1), cy: y(Math.log10(p.stated)).toFixed(1), r: 4.5, onclick: () => choose({ only: p.f.id }) },
			svg("title", {}, `${p.f.m}\n${p.f.path}:${p.f.l}`))),
		titles(t("recomputed", "应有值"), t("stated", "报告值")));
};

// Half powers of ten from a hundred-thousandth to ten thousand times.
const histogram = () => {
	const FROM = -5, TO = 4, bins = Array.from({ length: (TO - FROM) * 2 }, () => ({ rounding: 0, slip: 0, unit: 0, other: 0 }));
	for (const p of points)
		bins[Math.min(bins.length - 1, Math.max(0, Math.floor((Math.log10(p.size) - FROM) * 2)))][p.cause]++;
	const sums = bins.map(b => CAUSES.reduce((n, c) => n + b[c], 0)), most = Math.max(...sums);
	const x = k => L + (k - FROM) / (TO - FROM) * (W - L - R), y = n => H - B - n / most * (H - T - B);
	const step = Math.max(1, Math.ceil(most / 5));
	const g = svg("g", {});
	bins.forEach((b, i) => {
		let base = 0;
		for (const c of CAUSES) {
			if (!b[c])
				continue;
			g.append(svg("rect", { class: "cause-" + c, x: x(FROM + i / 2) + 1.5, width: x(0.5) - x(0) - 3, y: y(base + b[c]), height: y(base) - y(base + b[c]), rx: 1.5 },
				svg("title", {}, `${causeName(c)}: ${b[c]}`)));
			base += b[c];
		}
	});
	const percent = k => k % 2 ? "" : k > 0 ? "×" + power(k) : k < -2 ? (100 * 10 ** k).toFixed(-k - 2) + "%" : `${number(100 * 10 ** k)}%`;
	return picture(t("sizes of the differences", "差异大小"),
		axis(null, y, 0, most, step, number), axis(x, null, FROM, TO, 1, percent), g,
		titles(t("by how much the larger is larger", "较大者超出较小者的比例"), t("findings", "问题数")));
};
if (points.length)
	section("sizes", t("Stated against recomputed", "报告值与应有值"), t("Figures that are contradicted, and what the others make of them. On the line both are equal; the dotted lines are ten times and a tenth. A point leads to its finding, a colour to all of its kind.", "被质疑的数字，以及按其他数字得出的结果。实线上两者相等，虚线为十倍和十分之一。点击圆点查看该问题，点击颜色查看同类问题。"),
		legend(), h("div", { class: "pictures" },
			h("figure", {}, scatter(), h("figcaption", {}, t("Stated figures and what they ought to be", "报告数字与应有值"), points.length > DRAWN_MOST && t(` (the first ${number(DRAWN_MOST)})`, `（前 ${number(DRAWN_MOST)} 个）`))),
			h("figure", {}, histogram(), h("figcaption", {}, t("How large the differences are", "差异有多大")))));

// ---- texts -----------------------------------------------------------------------------------------

const context = (parts, kind) => {
	const cut = parts[3] || 0;
	return h("p", { class: "text" }, cut & 1 ? "… " : null, parts[0], h("mark", { class: kind || null }, parts[1], cut & 4 ? " …" : null), parts[2], cut & 2 ? " …" : null);
};
const place = (path, line) => h("p", { class: "place" }, h("code", { title: path }, `${short(path)}:${line}`));
const sides = f => {
	const other = f.x.find(x => x.p);
	return h("div", { class: "sides" },
		h("div", {}, place(f.path, f.l), context(f.t, LEVELS[f.v])), h("div", {}, place(other.p, other.l), context(other.t, LEVELS[f.v])));
};
const isShared = f => f.category === "duplicate" && f.x && f.x.some(x => x.p);
const shared = findings.filter(isShared);
const SHARED_MOST = 12;
if (shared.length) {
	const items = shared.slice().sort((a, b) => b.v - a.v || b.t[1].length - a.t[1].length).slice(0, SHARED_MOST).map(f =>
		h("details", { class: "passage" }, h("summary", {}, h("span", { class: "level " + LEVELS[f.v] }, levelName(f.v)), " ", f.m), sides(f)));
	items[0].open = true;
	section("shared", t("Passages that reports share", "报告之间相同的段落"),
		[run.passages > shared.length && t(`Passages that two reports share: ${number(run.passages)}. Of one agency's reports some are form; these are worth a look.`, `报告之间相同的段落共 ${number(run.passages)} 处，其中同一单位历年沿用的多属格式；以下值得一看。`),
		shared.length > SHARED_MOST && t(`${SHARED_MOST} of ${number(shared.length)}, the longest first; the others are in the table.`, `共 ${number(shared.length)} 处，此处列出最长的 ${SHARED_MOST} 处，其余见下表。`)].filter(Boolean).join(" ") || null, ...items);
}

// ---- the table ----------------------------------------------------------------------------------------

const rows = h("tbody", {}), count = h("p", { class: "count", role: "status" }), more = h("button", { type: "button", class: "more", onclick: () => { state.shown += 200; draw(); } });
const matches = f => state.only !== null ? f.id === state.only
	: state.levels.has(f.v) && (!state.r || f.r === state.r) && (!state.agency || f.agency === state.agency) &&
	  (!state.year || f.year === state.year) && (!state.category || f.category === state.category) && (!state.cause || f.cause === state.cause) &&
	  (!state.text || (f.words ||= `${f.path} ${f.m} ${f.r} ${f.agency} ${f.t.slice(0, 3).join("")}`.toLowerCase()).includes(state.text));
const detail = f => {
	const others = (f.x || []).filter(x => !x.p || !isShared(f));
	return h("tr", { class: "detail", id: "detail-" + f.id }, h("td", { colspan: 4 },
		isShared(f) ? sides(f) : context(f.t, LEVELS[f.v]),
		others.length ? h("ul", { class: "related" }, others.map(x => h("li", {}, h("code", { title: x.p || f.path }, x.p ? `${short(x.p)}:${x.l}` : t(`line ${x.l}`, `第 ${x.l} 行`)), " ", x.m, context(x.t, "near")))) : null,
		h("p", { class: "help" }, h("b", {}, (run.rules[f.r] || ["", f.r])[1]), " ", (run.rules[f.r] || [])[2] || "")));
};
const toggle = (button, row, f) => {
	const open = button.getAttribute("aria-expanded") === "true";
	button.setAttribute("aria-expanded", String(!open));
	if (open)
		row.nextSibling.remove();
	else
		row.after(detail(f));
};
const row = f => {
	const button = h("button", { type: "button", "aria-expanded": "false", "aria-controls": "detail-" + f.id }, f.m);
	const tr = h("tr", { class: "finding" },
		h("td", {}, h("span", { class: "level " + LEVELS[f.v] }, levelName(f.v))),
		h("td", { class: "where" }, h("code", { title: f.path }, `${short(f.path)}:${f.l}:${f.c}`)),
		h("td", { class: "rule" }, h("code", { title: (run.rules[f.r] || [])[1] || null }, f.r)), h("td", { class: "message" }, button));
	button.addEventListener("click", () => toggle(button, tr, f));
	return tr;
};
const draw = () => {
	const list = findings.filter(matches);
	if (state.order === "level")
		list.sort((a, b) => b.v - a.v || a.id - b.id);
	rows.replaceChildren(...list.slice(0, state.shown).map(row));
	count.textContent = t(`${number(list.length)} of ${number(findings.length)} findings`, `${number(findings.length)} 处问题中的 ${number(list.length)} 处`);
	more.hidden = list.length <= state.shown;
	more.textContent = t(`show more (${number(list.length - state.shown)} left)`, `显示更多（还有 ${number(list.length - state.shown)} 处）`);
	clear.hidden = !(state.text || state.r || state.agency || state.year || state.category || state.cause || state.only !== null || state.levels.size < 3);
	if (state.only !== null && list.length)
		rows.querySelector("button").click();
};
const changed = () => { state.only = null; state.shown = 50; draw(); };
const select = (key, label, name, shown = x => x) => {
	const all = counted(findings, key).filter(x => x[0]);
	if (key === "year")
		all.sort((a, b) => (a[0] === NONE) - (b[0] === NONE) || (a[0] < b[0] ? 1 : -1));
	const box = h("select", { onchange: e => { state[key] = e.target.value; changed(); } },
		h("option", { value: "" }, t("all", "全部")), all.map(([value, n]) => h("option", { value }, `${value === NONE ? name : shown(value)} (${number(n)})`)));
	boxes[key] = box;
	return h("label", {}, h("span", {}, label), box);
};
const boxes = {}, checks = {};
const search = h("input", { type: "search", placeholder: t("words, path, rule", "文字、路径、规则"), oninput: e => { state.text = e.target.value.trim().toLowerCase(); changed(); } });
const clear = h("button", { type: "button", class: "clear", onclick: () => choose({}) }, t("show all", "显示全部"));
const choose = wanted => {
	Object.assign(state, fresh(), wanted);
	search.value = "";
	for (const [key, box] of Object.entries(boxes))
		box.value = state[key];
	for (const box of Object.values(checks))
		box.checked = true;
	draw();
	document.getElementById("findings").scrollIntoView({ block: "start" });
};
if (findings.length) {
	section("findings", t("All findings", "全部问题"), common.length > 1 && t(`Paths are below ${common}`, `路径均在 ${common} 之下`),
		h("form", { class: "filters", onsubmit: e => e.preventDefault() },
			h("label", { class: "search" }, h("span", {}, t("search", "查找")), search),
			h("fieldset", {}, h("legend", {}, t("level", "级别")), [3, 2, 1].map(v => h("label", { class: "check" },
				checks[v] = h("input", { type: "checkbox", checked: true, onchange: e => { state.levels[e.target.checked ? "add" : "delete"](v); changed(); } }),
				h("span", { class: "level " + LEVELS[v] }, levelName(v)), ` ${number(levelsFound(v))}`))),
			select("r", t("rule", "规则"), NONE), select("category", t("category", "类别"), NONE, categoryName),
			select("agency", t("agency", "单位"), t("not known", "不明")), select("year", t("year", "年份"), t("none", "无")),
			points.length > 0 && select("cause", t("figures differ by", "数字之差"), NONE, causeName),
			h("label", {}, h("span", {}, t("order", "排序")), h("select", { onchange: e => { state.order = e.target.value; changed(); } },
				h("option", { value: "level" }, t("errors first", "错误在前")), h("option", { value: "path" }, t("as in the reports", "按报告顺序")))),
			clear),
		count,
		h("table", { class: "list" }, h("thead", {}, h("tr", {}, [t("level", "级别"), t("place", "位置"), t("rule", "规则"), t("finding", "问题")].map(x => h("th", { scope: "col" }, x)))), rows),
		more);
	draw();
}
page.append(h("footer", {}, `reportlint ${run.version}`));
})();
