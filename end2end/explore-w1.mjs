import { chromium } from "@playwright/test";
const base = "http://127.0.0.1:3111";
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
async function as(name, opts) {
  const ctx = await browser.newContext({ baseURL: base, ...opts });
  const page = await ctx.newPage();
  page.on("console", (m) => { if (["error", "warning"].includes(m.type())) console.log(name, m.text()); });
  await page.goto("/sign-in"); await page.waitForTimeout(1500);
  await page.getByRole("button", { name: new RegExp("^" + name) }).click();
  await page.waitForURL("**/connector/parts");
  return page;
}
async function shot(page, name) { await page.waitForTimeout(700); await page.screenshot({ path: `/tmp/w1/${name}.png` }); }
const buyer = await as("Mara Lindqvist", { viewport: { width: 1280, height: 860 } });
await buyer.goto("/connector/shopping-cart?limit=200"); 
const hrefs = await buyer.locator("a.row-link").evaluateAll((links) => links.map((a) => a.getAttribute("href").split("?")[0]));
console.log(hrefs.length, "lines");
const found = {};
for (const href of hrefs) {
  await buyer.goto(href);
  const text = await buyer.locator("dialog.drawer").innerText();
  for (const [key, re] of Object.entries({ counter: /Counter-offer 1/, taken: /took over/, extended: /still .* each/, ending: /expires in (\d+ h|\d+ min)/ })) {
    if (re.test(text) && !found[key]) { found[key] = href; await shot(buyer, `buyer-${key}`); }
  }
}
console.log(found);
const id = (found.counter ?? hrefs[0]);
const phone = await as("Mara Lindqvist", { viewport: { width: 390, height: 844 }, colorScheme: "dark", hasTouch: true });
await phone.goto(id); await shot(phone, "phone-dark");
await phone.getByRole("button", { name: "Counter-offer" }).click(); await shot(phone, "phone-dialog");
await buyer.goto(id); await buyer.waitForTimeout(1500);
await buyer.getByRole("button", { name: "Change quantity" }).click();
await buyer.locator("#line-quantity").fill("900"); await shot(buyer, "quantity");
const seller = await as("Jonas Keller", { viewport: { width: 1440, height: 900 }, colorScheme: "dark" });
await seller.goto("/connector/requests?limit=200");
const theirs = await seller.locator("a.row-link").evaluateAll((links) => links.map((a) => a.getAttribute("href").split("?")[0]));
for (const href of theirs.slice(0, 40)) {
  await seller.goto(href); await seller.waitForTimeout(300);
  if (await seller.getByRole("button", { name: "Take over" }).count()) {
    await seller.waitForTimeout(1200);
    await shot(seller, "seller"); await seller.getByRole("button", { name: "Take over" }).click(); await shot(seller, "seller-take"); break;
  }
}
await seller.goto("/notifications"); await shot(seller, "bell");
await browser.close();
