// Takes the pictures and lays them out beside each other. ONLY=cart,part and MODES=light,phone take some of them.
import { test, type Browser, type BrowserContext, type Page } from "@playwright/test";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { MODES, VIEWS, type Mode, type View } from "./views";

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), "..", "screenshots");
const ORIGIN = process.env.BASE_URL ?? "http://127.0.0.1:3100";

/** What the environment asks for, or all. */
function chosen<T extends { name: string }>(all: T[], variable: string): T[] {
  const names = process.env[variable]?.split(",").filter(Boolean);
  return names ? all.filter(({ name }) => names.some((wanted) => name === wanted || name.startsWith(`${wanted}-`))) : all;
}

type State = Awaited<ReturnType<BrowserContext["storageState"]>>;
const sessions = new Map<string, State>();

/** Signs a person in once; every way of looking shares the session. */
async function session(browser: Browser, person: string): Promise<State> {
  if (!sessions.has(person)) {
    const context = await browser.newContext({ baseURL: ORIGIN, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto("/sign-in");
    await page.getByRole("button", { name: new RegExp(`^${person}`) }).first().click();
    await page.waitForURL("**/connector/parts");
    sessions.set(person, await context.storageState());
    await context.close();
  }
  return sessions.get(person)!;
}

/** Waits until scripts have taken over and pictures and letters are there. */
async function settle(page: Page) {
  await page.waitForFunction(() => (window as any).isStarted === true);
  await page.waitForFunction(() => document.fonts.status === "loaded");
  await page.waitForTimeout(450);
}

/** The window as high as the page: what sticks to its foot lies there, and a touch screen stays one. */
async function grow(page: Page) {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  const { width, height: before } = page.viewportSize()!;
  if (height > before) await page.setViewportSize({ width, height });
}

async function take(browser: Browser, view: View, mode: Mode) {
  const storageState = view.person ? await session(browser, view.person) : undefined;
  const context = await browser.newContext({
    baseURL: ORIGIN, reducedMotion: "reduce", colorScheme: mode.theme, ...mode.options, storageState,
  });
  context.setDefaultTimeout(30_000);
  // The router listens for "popstate" as soon as scripts run.
  await context.addInitScript(() => {
    const add = EventTarget.prototype.addEventListener;
    EventTarget.prototype.addEventListener = function (...args) {
      if (args[0] === "popstate") setTimeout(() => setTimeout(() => ((window as any).isStarted = true)));
      return add.apply(this, args);
    };
  });
  const page = await context.newPage();
  await page.goto(view.path);
  if (view.follow) {
    const href = await page.locator(view.follow).first().getAttribute("href");
    await page.goto(href!);
  }
  await settle(page);
  await view.prepare?.(page);
  await settle(page);
  // A drawer or a question covers the page: then what is seen is the picture.
  const fullPage = (await page.locator("dialog:modal").count()) === 0;
  if (fullPage) await grow(page);
  await page.screenshot({ path: join(FOLDER, `${view.name}.${mode.name}.png`), fullPage, animations: "disabled" });
  await view.after?.(page);
  await context.close();
}

function contactSheet() {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(".png"));
  const cell = (view: string, mode: string) => {
    const file = `${view}.${mode}.png`;
    return files.includes(file) ? `<td><a href="${file}"><img loading="lazy" src="${file}" alt="${view}, ${mode}"></a></td>` : "<td></td>";
  };
  const row = ({ name }: View) => `<tr><th scope="row">${name}</th>${MODES.map((mode) => cell(name, mode.name)).join("")}</tr>`;
  const head = MODES.map(({ name }) => `<th scope="col">${name}</th>`).join("");
  writeFileSync(join(FOLDER, "index.html"), `<!doctype html><html lang="en"><meta charset="utf-8"><title>Screenshots</title>
<style>body{font:14px system-ui;margin:16px}td,th{vertical-align:top;padding:6px;text-align:start}thead th{position:sticky;top:0;background:#fff}img{width:260px;max-height:420px;object-fit:cover;object-position:top;border:1px solid #999}</style>
<table><thead><tr><th></th>${head}</tr></thead><tbody>${VIEWS.map(row).join("\n")}</tbody></table></html>\n`);
}

test("screenshots of every page", async ({ browser }) => {
  mkdirSync(FOLDER, { recursive: true });
  const failed: string[] = [];
  for (const view of chosen(VIEWS, "ONLY")) {
    for (const mode of chosen(MODES, "MODES")) {
      await take(browser, view, mode).catch((error: Error) => failed.push(`${view.name}, ${mode.name}: ${error.message.split("\n")[0]}`));
    }
  }
  contactSheet();
  if (failed.length) throw new Error(`not reached:\n${failed.join("\n")}`);
});
