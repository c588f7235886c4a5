// What a reader does with graph.html, in a real browser: see `run`.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import axe from "axe-core";
import { chromium } from "playwright-core";
import { BITES, hostile, large } from "./graphs.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "comention-page-"));
const comention = (...args) => execFileSync(process.env.COMENTION, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 28 });
// WebGL without a graphics card, which no test machine has.
const ARGS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];
const pages = {};
let browser;

before(async () => {
  comention("-q", "build", "data/sample", "-o", path.join(folder, "sample"));
  pages.sample = path.join(folder, "sample/graph.html");
  const sample = JSON.parse(fs.readFileSync(path.join(folder, "sample/graph.json"), "utf8"));
  for (const [name, graph] of [["hostile", hostile(sample)], ["large", large(sample)]]) {
    const from = path.join(folder, `${name}.json`);
    pages[name] = path.join(folder, `${name}.html`);
    fs.writeFileSync(from, JSON.stringify(graph));
    comention("convert", from, "-f", "html", "-o", pages[name]);
  }
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ARGS });
});

after(async () => {
  await browser?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Opens a page and keeps what it says and asks for; `quiet` checks at the end that it was nothing. */
async function open(name, { fragment = "", on = browser, ...options } = {}) {
  const context = await on.newContext({ viewport: { width: 1360, height: 860 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  const said = [];
  const asked = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("dialog", (dialog) => said.push(`dialog ${dialog.message()}`) && dialog.dismiss());
  page.on("request", (request) => /^(file|data|blob):/.test(request.url()) || asked.push(request.url()));
  const file = `file://${path.isAbsolute(name) ? name : pages[name]}`;
  await page.goto(file + fragment);
  if (options.javaScriptEnabled !== false && !options.plain) await page.waitForSelector("html[data-live=yes]", { timeout: 60_000 });
  const quiet = async () => {
    // Sigma asks the driver for pixels; software GL calls that slow.
    assert.deepEqual(said.filter((text) => !text.includes("GPU stall")), []);
    assert.deepEqual(asked, []);
    await context.close();
  };
  return { page, quiet, file };
}

const heading = (page) => page.locator("#detail h2");
const status = (page) => page.locator(".status [role=status]");
const search = (page) => page.getByRole("combobox", { name: "Search names" });

async function find(page, text) {
  await search(page).fill(text);
  await page.getByRole("option").first().waitFor();
  await search(page).press("Enter");
}

async function tab(page, name) {
  await page.getByRole("tab", { name }).click();
}

test("it opens from disk, says nothing on the console and asks the network for nothing", async () => {
  const { page, quiet } = await open("sample");
  assert.match(await status(page).textContent(), /^\d+ names, \d+ pairs$/);
  assert.equal(await page.locator(".canvas canvas").count() > 1, true);
  assert.equal(await page.locator("#plain").isVisible(), false);
  await quiet();
});

test("the policy stops what would reach out or run text", async () => {
  const { page } = await open("sample");
  const stopped = await page.evaluate(async () => {
    const results = [];
    results.push(await fetch("https://example.org/").then(() => "fetched", () => "stopped"));
    try { document.body.innerHTML += "<img src=x onerror=1>"; results.push("set"); } catch { results.push("stopped"); }
    const image = new Image();
    results.push(await new Promise((done) => { image.onerror = () => done("stopped"); image.onload = () => done("loaded"); image.src = "https://example.org/x.png"; }));
    return results;
  });
  assert.deepEqual(stopped, ["stopped", "stopped", "stopped"]);
});

test("search finds a name by another of its forms", async () => {
  const { page, quiet } = await open("sample");
  await search(page).fill("mek");
  const option = page.getByRole("option").first();
  await option.waitFor();
  assert.match(await option.textContent(), /People's Mujahedin of Iran.*MEK/);
  await search(page).press("ArrowDown");
  assert.equal(await search(page).getAttribute("aria-activedescendant"), await option.getAttribute("id"));
  await search(page).press("Enter");
  assert.equal(await heading(page).textContent(), "People's Mujahedin of Iran");
  const detail = await page.locator("#detail").textContent();
  for (const word of ["Written as", "MEK", "Named with", "Documents quoted here"]) assert.ok(detail.includes(word), word);
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H2");
  await quiet();
});

test("a pair in the list shows its sentences with both names marked, outlet and date", async () => {
  const { page, quiet } = await open("sample");
  await find(page, "John Bolton");
  await page.locator("#detail li .name", { hasText: "Donald Trump" }).click();
  assert.equal(await heading(page).textContent(), "Donald Trump and John Bolton");
  const quotes = page.locator("#detail blockquote");
  assert.ok((await quotes.count()) >= 3);
  for (const quote of await quotes.all()) {
    const marks = await quote.locator("mark").allTextContents();
    assert.equal(marks.length, 2);
    assert.ok(marks.some((mark) => mark.includes("Trump")) && marks.some((mark) => mark.includes("Bolton")), marks.join());
    assert.match(await quote.locator("footer").textContent(), /, \d+ \w{3} \d{4}, “/);
  }
  await page.getByRole("button", { name: "← Back" }).click();
  assert.equal(await heading(page).textContent(), "John Bolton");
  await quiet();
});

test("beside a sentence stands who says it and whom it was told to, in the panel and in the tables", async () => {
  const graph = JSON.parse(fs.readFileSync(path.join(folder, "sample/graph.json"), "utf8"));
  const both = ({ said_by, told_to }) => said_by && told_to;
  const edge = graph.edges.find((edge) => edge.evidence.some((e) => (e.attributions ?? []).some(both)));
  const label = (id) => graph.nodes.find((node) => node.id === id).label;
  const { said_by, told_to, how } = edge.evidence.flatMap((e) => e.attributions ?? []).find(both);
  const words = `said by ${said_by.label}${how === "named" ? "" : " (by the context)"}, told to ${told_to.label}`;
  const { page, quiet } = await open("sample");
  await find(page, label(edge.source));
  await page.locator("#detail li .name", { hasText: label(edge.target) }).first().click();
  assert.ok((await page.locator("#detail blockquote .said").allTextContents()).some((said) => said.includes(words)), words);
  await quiet();
  const plain = await open("sample", { javaScriptEnabled: false });
  assert.ok((await plain.page.locator("#plain-pairs .said").allTextContents()).some((said) => said.includes(words)), words);
  await plain.quiet();
});

test("stated relations are listed apart, with the documents and sentences that state them, and no line comes of them", async () => {
  const graph = JSON.parse(fs.readFileSync(path.join(folder, "sample/graph.json"), "utf8"));
  const label = (id) => graph.nodes.find((node) => node.id === id).label;
  const { source, target, documents, evidence } = graph.relations.find((relation) => relation.type === "works_for");
  const words = `${label(source)} is said to work for ${label(target)}, stated by ${documents} document`;
  const { page, quiet } = await open("sample");
  const all = await status(page).textContent();
  assert.ok(all.includes(`${graph.edges.length} pairs`), "a relation would be one pair more");
  await find(page, label(target));
  const box = page.locator("#detail details.stated");
  assert.equal(await page.locator("#detail .stated blockquote").count(), 0);
  await box.locator("summary").first().click();
  await box.getByText("That documents state it does not make it so.").waitFor();
  await box.locator("summary", { hasText: words }).click();
  const quote = box.locator("blockquote").first();
  await quote.waitFor();
  assert.ok((await quote.textContent()).includes(evidence[0].text));
  assert.equal(await quote.locator("mark").count(), 2);
  await check(page, "stated relations");
  await box.locator(".name", { hasText: label(source) }).click();
  assert.equal(await heading(page).textContent(), label(source));
  await quiet();
  const plain = await open("sample", { javaScriptEnabled: false });
  assert.ok((await plain.page.locator("#plain-stated li").allTextContents()).some((text) => text.includes(words)), words);
  await plain.quiet();
});

test("a line in the picture shows its sentences, and a node its surroundings", async () => {
  const { page, quiet } = await open("sample", { fragment: "#w=6&v=1" });
  const box = await page.locator(".canvas").boundingBox();
  const tip = page.locator(".tip");
  const found = { pair: false, name: false };
  search: for (let y = 20; y < box.height - 20; y += 17) {
    for (let x = 20; x < box.width - 20; x += 17) {
      await page.mouse.move(box.x + x, box.y + y);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      if (!(await tip.isVisible())) continue;
      const what = (await tip.textContent()).includes("Click for the sentences") ? "pair" : "name";
      if (found[what]) continue;
      const name = await tip.locator("strong").textContent();
      await page.mouse.click(box.x + x, box.y + y);
      await page.waitForFunction((text) => document.querySelector("#detail h2")?.textContent === text, name);
      if (what === "pair") assert.ok((await page.locator("#detail blockquote mark").count()) >= 2);
      found[what] = true;
      await page.keyboard.press("Escape");
      if (found.pair && found.name) break search;
    }
  }
  assert.deepEqual(found, { pair: true, name: true });
  await quiet();
});

test("each filter changes what is shown, and can be taken back", async () => {
  const { page, quiet } = await open("sample");
  const all = await status(page).textContent();
  await tab(page, "Filters");
  const changed = async (what) => {
    await page.waitForFunction(([s, old]) => document.querySelector(s)?.textContent !== old, [".status [role=status]", all], { timeout: 5000 }).catch(() => assert.fail(`${what} changed nothing`));
    const text = await status(page).textContent();
    assert.match(text, /^\d+ of \d+ names, \d+ of \d+ pairs$/, what);
    await page.getByRole("button", { name: "Reset all filters" }).click();
    await page.waitForFunction(([s, old]) => document.querySelector(s)?.textContent === old, [".status [role=status]", all]);
  };
  await page.getByLabel("organizations").uncheck();
  await changed("kind");
  for (const name of ["Weight of a pair at least", "Documents at least", "First date", "Last date"]) {
    const slider = page.getByRole("slider", { name });
    await slider.focus();
    for (let i = 0; i < 3; i += 1) await slider.press(name === "Last date" ? "PageDown" : "ArrowRight");
    if (name === "First date") for (let i = 0; i < 8; i += 1) await slider.press("PageUp");
    await changed(name);
  }
  await page.getByLabel("stands out for one of the two").check();
  await changed("significance");
  await page.getByRole("group", { name: "Publishers" }).getByRole("checkbox").last().check();
  await changed("publisher");
  await quiet();
});

test("hide, pin, expand, group and path", async () => {
  const { page, quiet } = await open("sample");
  const all = await status(page).textContent();
  await find(page, "John Bolton");
  await page.getByRole("button", { name: "Hide", exact: true }).click();
  assert.notEqual(await status(page).textContent(), all);
  await page.getByRole("button", { name: "Show again" }).click();
  assert.equal(await status(page).textContent(), all);
  await page.getByRole("button", { name: "Expand: only its surroundings" }).click();
  const around = await status(page).textContent();
  assert.match(around, /^11 of /);
  await page.getByRole("button", { name: "Pin", exact: true }).click();
  await page.getByRole("button", { name: "Leave its surroundings" }).click();
  await page.getByRole("button", { name: "Path from here …" }).click();
  const to = page.getByRole("combobox", { name: "To" });
  await to.fill("Heshmat");
  await page.getByRole("option").first().waitFor();
  await to.press("Enter");
  const detail = await page.locator("#detail").textContent();
  assert.match(detail, /A chain of sentences; not a relationship/);
  assert.match(detail, /\d steps?\./);
  assert.ok((await page.locator("#detail blockquote").count()) >= 1);
  await tab(page, "Groups");
  await page.getByRole("tabpanel").locator("table .name").first().click();
  await page.getByRole("button", { name: "Only this group" }).click();
  assert.match(await status(page).textContent(), / of /);
  await quiet();
});

test("a link restores the view", async () => {
  const { page, quiet } = await open("sample");
  await find(page, "mek");
  await tab(page, "Filters");
  await page.getByLabel("news outlets").uncheck();
  await page.getByRole("button", { name: "Zoom in" }).click();
  await page.waitForFunction(() => location.hash.includes("no=outlet") && location.hash.includes("at="));
  const fragment = await page.evaluate(() => location.hash);
  const words = await status(page).textContent();
  await quiet();
  const other = await open("sample", { fragment });
  assert.equal(await heading(other.page).textContent(), "People's Mujahedin of Iran");
  assert.equal(await status(other.page).textContent(), words);
  await tab(other.page, "Filters");
  assert.equal(await other.page.getByLabel("news outlets").isChecked(), false);
  await other.quiet();
});

test("what is shown can be saved as JSON, CSV, SVG and PNG", async () => {
  const { page, quiet } = await open("hostile", { fragment: "#w=3&v=1" });
  const [names, pairs] = (await status(page).textContent()).match(/\d+(?= of)/g).map(Number);
  const save = async (name) => {
    await page.getByRole("button", { name: "Save …" }).click();
    const item = page.locator("#save-menu button", { hasText: `${name}:` });
    const [download] = await Promise.all([page.waitForEvent("download"), item.click()]);
    return fs.readFileSync(await download.path());
  };
  const json = JSON.parse(await save("JSON"));
  assert.deepEqual([json.nodes.length, json.edges.length], [names, pairs]);
  assert.ok(json.edges.every((edge) => edge.evidence.length === 1 && edge.evidence[0].text));
  const csv = (await save("CSV")).toString("utf8");
  assert.equal(csv.split("\r\n").length, pairs + 2);
  assert.ok(!/(^|,|")=HYPERLINK/m.test(csv), "a formula");
  const svg = (await save("SVG")).toString("utf8");
  const file = path.join(folder, "saved.svg");
  fs.writeFileSync(file, svg);
  const picture = await open(file, { plain: true });
  assert.deepEqual(
    await picture.page.evaluate(() => [document.documentElement.nodeName, document.querySelectorAll("parsererror, script, img, [onload]").length, window.bitten]),
    ["svg", 0, undefined],
  );
  await picture.quiet();
  assert.ok(svg.includes("That alone does not say that they are connected."));
  const png = await save("PNG");
  assert.equal(png.subarray(1, 4).toString(), "PNG");
  assert.ok(png.length > 5000);
  await quiet();
});

test("hostile names, sentences and addresses run nothing and open nothing", async () => {
  const { page, quiet } = await open("hostile");
  for (const name of BITES) {
    await page.evaluate(() => document.querySelector("#detail")?.scrollTo(0, 0));
    const row = page.getByRole("tabpanel").locator("tbody .name").nth(BITES.indexOf(name));
    await row.click();
    await page.locator("#detail .stated > summary").click();
    await page.locator("#detail .stated details summary").first().click();
    await page.locator("#detail .stated .said").first().waitFor();
    await page.locator("#detail li .name").first().click();
    assert.ok((await page.locator("#detail blockquote .said").count()) >= 1);
  }
  for (const name of ["Pairs", "Groups", "Filters"]) await tab(page, name);
  await page.getByRole("button", { name: "Table", exact: true }).click();
  await search(page).fill("also <img");
  await page.getByRole("option").first().waitFor();
  await search(page).press("Enter");
  await page.getByRole("button", { name: "Suggest a correction …" }).click();
  await page.getByRole("button", { name: "Ban" }).click();
  assert.equal(await page.evaluate(() => window.bitten), undefined);
  assert.equal(await page.locator("#app img, #app script, #app svg[onload], #plain img, #plain script").count(), 0);
  const addresses = await page.evaluate(() => [...document.querySelectorAll("a[href]")].map((a) => [a.href, a.rel, a.getAttribute("href")]));
  for (const [href, rel, own] of addresses) {
    if (own.startsWith("#")) continue;
    assert.match(href, /^https?:\/\//);
    assert.match(rel, /noopener/);
  }
  // A mark that turns the direction would write over what stands beside the name.
  assert.equal(await page.evaluate(() => /[\u202a-\u202e\u2066-\u2069]/.test(document.body.innerText)), false);
  assert.equal(await page.evaluate(() => ({}).label), undefined);
  await quiet();
});

test("names that are written from right to left are kept apart from the words around them", async () => {
  const { page, quiet } = await open("hostile");
  await find(page, "שלום");
  const name = page.locator("#detail h2 bdi");
  assert.equal(await name.textContent(), "שלום עולם");
  assert.equal(await name.evaluate((e) => getComputedStyle(e).direction), "rtl");
  await quiet();
});

test("a correction can be copied and the program takes it", async () => {
  const { page, quiet } = await open("sample");
  await find(page, "Maryam Rajavi");
  await page.getByRole("button", { name: "Suggest a correction …" }).click();
  const second = page.getByRole("combobox", { name: /Second name/ });
  await second.fill("Massoud");
  if (await page.getByRole("option").first().waitFor({ timeout: 2000 }).then(() => true, () => false)) await second.press("Enter");
  else {
    await second.fill("Rudy Giuliani");
    await page.getByRole("option").first().waitFor();
    await second.press("Enter");
  }
  await page.getByRole("button", { name: "Same", exact: true }).click();
  await page.getByRole("combobox", { name: "Kind" }).selectOption("other");
  await page.getByRole("button", { name: "Set kind" }).click();
  await page.getByRole("button", { name: "Close" }).click();
  await find(page, "mek");
  await page.getByRole("button", { name: "Suggest a correction …" }).click();
  await page.getByLabel("MEK", { exact: false }).first().check();
  await page.getByLabel("Name of the other entity").fill("Somebody \"else\" \\");
  await page.getByRole("button", { name: "Not the same" }).click();
  await page.getByRole("button", { name: "Close" }).click();
  await find(page, "Twitter");
  await page.getByRole("button", { name: "Suggest a correction …" }).click();
  await page.getByRole("button", { name: "Ban" }).click();
  const toml = await page.getByRole("textbox", { name: /corrections file/ }).inputValue();
  for (const entry of ["[[merge]]", "[[kind]]", "[[split]]", "[[ban]]"]) assert.ok(toml.includes(entry), entry);
  const file = path.join(folder, "corrections.toml");
  fs.writeFileSync(file, toml);
  comention("-q", "build", "data/sample", "--corrections", file, "-o", path.join(folder, "corrected"));
  const graph = JSON.parse(fs.readFileSync(path.join(folder, "corrected/graph.json"), "utf8"));
  assert.ok(!graph.nodes.some((node) => node.label === "Twitter"));
  assert.ok(graph.nodes.some((node) => node.label === "Somebody \"else\" \\"));
  await quiet();
});

test("it can be used with the keyboard alone", async () => {
  const { page, quiet } = await open("sample");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "skip");
  const order = [];
  for (let i = 0; i < 60; i += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const e = document.activeElement;
      const box = e.getBoundingClientRect();
      const part = e.closest(".head, .side, .stage, .detail")?.classList[0] ?? "";
      return { part, seen: box.width > 0 && box.height > 0, outline: getComputedStyle(e).outlineStyle };
    });
    assert.ok(at.seen && at.outline !== "none", JSON.stringify(at));
    if (order[order.length - 1] !== at.part) order.push(at.part);
  }
  assert.deepEqual(order.slice(0, 2), ["head", "side"]);
  await page.keyboard.press("Control+k");
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("role")), "combobox");
  await page.locator(".canvas").focus();
  await page.keyboard.press("+");
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => location.hash.includes("at="));
  await page.keyboard.press("0");
  await page.waitForFunction(() => !location.hash.includes("at="));
  await find(page, "mek");
  await page.keyboard.press("Escape");
  assert.match(await heading(page).textContent(), /documents/);
  await quiet();
});

async function check(page, what) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const words = violations.map((v) => `${v.impact} ${v.id}: ${v.help}\n  ${v.nodes.slice(0, 3).map((n) => `${n.html.slice(0, 160)} ${n.any.map((a) => a.message).join("; ")}`).join("\n  ")}`);
  const bad = words.filter((_, i) => ["serious", "critical"].includes(violations[i].impact));
  assert.deepEqual(bad, [], what);
  if (words.length) console.log(`axe, ${what}, less than serious:\n${words.join("\n")}`);
}

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds no serious problem, ${colorScheme}`, async () => {
    const { page, quiet } = await open("sample", { colorScheme });
    await check(page, "as it opens");
    for (const name of ["Pairs", "Groups", "Filters"]) {
      await tab(page, name);
      await check(page, name);
    }
    await find(page, "mek");
    await check(page, "a name");
    await page.locator("#detail li .name").first().click();
    await check(page, "a pair");
    await page.getByRole("button", { name: "Path", exact: true }).click();
    await check(page, "a path");
    await find(page, "John Bolton");
    await page.getByRole("button", { name: "Close" }).click();
    await find(page, "John Bolton");
    await page.getByRole("button", { name: "Suggest a correction …" }).click();
    await check(page, "a correction");
    await page.getByRole("button", { name: "Table", exact: true }).click();
    await check(page, "the tables");
    await quiet();
  });
}

test("on a phone everything has its place, and axe finds no serious problem", async () => {
  const { page, quiet } = await open("sample", { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  for (const name of ["Lists", "Details", "Picture"]) {
    await page.getByRole("button", { name, exact: true }).click();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is wider than the screen`);
    await check(page, name);
  }
  await page.getByRole("button", { name: "Lists", exact: true }).click();
  await page.getByRole("tabpanel").locator("tbody .name").first().click();
  assert.equal(await heading(page).isVisible(), true);
  await quiet();
});

test("without JavaScript there are picture, tables and sentences", async () => {
  const { page, quiet } = await open("sample", { javaScriptEnabled: false });
  assert.equal(await page.locator("#plain-picture svg").isVisible(), true);
  assert.ok((await page.locator("#plain-pairs tbody tr").count()) > 50);
  await page.locator("#plain-pairs summary").first().click();
  assert.equal(await page.locator("#plain-pairs blockquote mark").first().isVisible(), true);
  assert.ok((await page.locator("#plain-names tbody tr").count()) > 50);
  await quiet();
});

test("where the interactive part was not built or does not start, the tables are there and can be sorted", async () => {
  const text = fs.readFileSync(pages.sample, "utf8");
  const without = path.join(folder, "without.html");
  fs.writeFileSync(without, text.slice(0, text.indexOf('<script type="application/json"')) + "</body></html>");
  const broken = path.join(folder, "broken.html");
  fs.writeFileSync(broken, text.replace('{"version":2,', '{"version":99,'));
  for (const [file, errors] of [[without, 0], [broken, 1]]) {
    const { page } = await open(file, { plain: true });
    const complaints = [];
    page.on("console", (message) => complaints.push(message));
    await page.waitForSelector("#plain-pairs thead button");
    assert.equal(await page.locator("#plain").isVisible(), true);
    const names = page.locator("#plain-names tbody tr th bdi:first-child");
    const first = await names.first().textContent();
    await page.locator("#plain-names thead button", { hasText: "Name" }).first().click();
    assert.notEqual(await names.first().textContent(), first);
    assert.equal(await page.locator("#plain-names th[aria-sort]").count(), 1);
    await check(page, `tables, ${errors} errors`);
  }
});

test("without WebGL the picture is a still one and the rest works", async () => {
  const on = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu", "--disable-3d-apis"] });
  try {
    const { page, quiet } = await open("sample", { on });
    assert.equal(await page.locator(".stage figure svg").isVisible(), true);
    await find(page, "mek");
    await page.locator("#detail li .name").first().click();
    assert.ok((await page.locator("#detail blockquote mark").count()) >= 2);
    await tab(page, "Filters");
    const before = await status(page).textContent();
    await page.getByLabel("organizations").uncheck();
    await page.waitForFunction((old) => document.querySelector(".status [role=status]")?.textContent !== old, before);
    await quiet();
  } finally {
    await on.close();
  }
});

test("on paper stand the picture and the sentences that were open", async () => {
  const { page, quiet } = await open("sample");
  await find(page, "mek");
  await page.locator("#detail li .name").first().click();
  const pdf = await page.pdf({ format: "A4" });
  assert.equal(pdf.subarray(0, 4).toString(), "%PDF");
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("#detail blockquote").first().isVisible(), true);
  assert.equal(await page.locator(".side").isVisible(), false);
  await quiet();
});

test("20,000 names and 100,000 pairs open and move", async () => {
  const begin = performance.now();
  const { page, quiet } = await open("large");
  const opened = performance.now() - begin;
  assert.match(await status(page).textContent(), /of 20,000 names/);
  const all = performance.now();
  await page.getByRole("button", { name: "Show all", exact: true }).first().click();
  await page.waitForFunction(() => document.querySelector(".status [role=status]")?.textContent.startsWith("20,000 names"));
  const shown = performance.now() - all;
  const box = await page.locator(".canvas").boundingBox();
  const pan = async () => {
    await page.evaluate(() => {
      const frames = (window.frames_ = []);
      // Ends with its own list: two at once would count each frame twice.
      const frame = (now) => window.frames_ === frames && frames.push(now) < 2000 && requestAnimationFrame(frame);
      requestAnimationFrame(frame);
    });
    await page.mouse.move(box.x + 300, box.y + 300);
    await page.mouse.down();
    for (let i = 1; i <= 40; i += 1) {
      await page.mouse.move(box.x + 300 + 4 * i, box.y + 300 + 2 * i);
      await page.waitForTimeout(16);
    }
    await page.mouse.up();
    const times = await page.evaluate(() => window.frames_.map((t, i, all) => t - all[i - 1]).slice(1));
    times.sort((a, b) => a - b);
    return { median: times[times.length >> 1], p95: times[Math.floor(times.length * 0.95)] };
  };
  // The best of three: other work on the machine only adds.
  const tries = [await pan(), await pan(), await pan()];
  const moved = tries.reduce((best, one) => (one.median < best.median ? one : best));
  const evidence = performance.now();
  await tab(page, "Pairs");
  await page.getByRole("tabpanel").locator("tbody .name").first().click();
  assert.equal(await page.locator("#detail blockquote").count(), 2);
  const read = performance.now() - evidence;
  console.log(`20,000 names, 100,000 pairs, ${(fs.statSync(pages.large).size / 1e6).toFixed(1)} MB, software GL: opened in ${(opened / 1000).toFixed(2)} s, all shown after ${(shown / 1000).toFixed(2)} s more; frames while moving all of it: median ${moved.median.toFixed(0)} ms, 95 % under ${moved.p95.toFixed(0)} ms; first sentences after ${read.toFixed(0)} ms`);
  // What took how long is printed and no test: the machine may be busy, and draws without a graphics card.
  assert.ok(moved.median > 0, "no frames were drawn while moving");
  await quiet();
});
