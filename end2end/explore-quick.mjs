import { chromium } from "@playwright/test";
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox","--disable-gpu"] });
const O = "http://127.0.0.1:3115";
const people = JSON.parse(process.argv[2]); // [[person, path, name, mode, key?]]
const states = {};
for (const [person, path, name, mode, key] of people) {
  if (person && !states[person]) {
    const c = await browser.newContext({ baseURL: O, javaScriptEnabled: false }); const p = await c.newPage();
    await p.goto("/sign-in"); await p.getByRole("button", { name: new RegExp("^" + person) }).first().click(); await p.waitForURL("**/connector/parts");
    states[person] = await c.storageState(); await c.close();
  }
  const m = { light: { viewport: { width: 1440, height: 900 } }, dark: { viewport: { width: 1440, height: 900 }, colorScheme: "dark" }, phone: { viewport: { width: 390, height: 844 }, hasTouch: true }, wide: { viewport: { width: 1920, height: 1080 } }, zoom: { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 }, forced: { viewport: { width: 1440, height: 900 }, forcedColors: "active" } }[mode];
  const js = !!key;
  const c = await browser.newContext({ baseURL: O, reducedMotion: "reduce", ...m, storageState: person ? states[person] : undefined, javaScriptEnabled: js });
  const p = await c.newPage();
  await p.goto(path.split("|")[0]);
  if (path.includes("|")) { const href = await p.locator(path.split("|")[1]).first().getAttribute("href"); await p.goto(href); }
  if (js) { await p.waitForTimeout(6000); await p.keyboard.press(key); await p.waitForTimeout(1500); }
  await p.screenshot({ path: `/tmp/w5/${name}.${mode}.png`, fullPage: !js && process.argv[3] !== "view", animations: "disabled" });
  await c.close();
}
await browser.close();
