import { chromium } from "@playwright/test";
const base = process.env.BASE ?? "http://127.0.0.1:3000";
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox","--disable-gpu","--disable-background-networking"] });
const log = (who, page) => { page.on("console", m => { if (["error","warning"].includes(m.type())) console.log(who, m.type(), m.text().slice(0,600)); }); page.on("pageerror", e => console.log(who, "PAGEERROR", String(e).slice(0,600))); page.on("requestfailed", r => console.log(who, "FAILED", r.url(), r.failure()?.errorText)); };
async function as(email, opts={}) { const ctx = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...opts }); const page = await ctx.newPage(); log(email, page); await page.goto(base + "/sign-in"); await page.waitForLoadState("networkidle"); await page.screenshot({path:`/tmp/shots/signin-${email.split("@")[0]}.png`}); await page.locator(`.person-card:has-text("${opts.name}")`).first().click(); await page.waitForURL(/parts/); return page; }
const mara = await as("mara@halden.example",{name:"Mara Lindqvist"});
const shot = async (page, name) => { await page.waitForLoadState("networkidle"); await page.screenshot({ path: `/tmp/shots/${name}.png` }); };
await shot(mara, "parts");
for (const [n,p] of [["cart","/connector/shopping-cart"],["demands","/connector/demands"],["transactions","/connector/transactions"],["notifications","/notifications"],["organisation","/organisation"],["requests-denied","/connector/requests"],["missing","/nothing"]]) { await mara.goto(base+p); await shot(mara, n); }
await mara.goto(base+"/connector/shopping-cart"); await mara.waitForLoadState("networkidle");
await mara.locator("a.row-link").first().click(); await mara.waitForURL(/lines/); await mara.waitForTimeout(500); await shot(mara,"drawer");
const jonas = await as("jonas@orbit.example",{name:"Jonas Keller"});
for (const [n,p] of [["requests","/connector/requests"],["inventory","/connector/inventory"]]) { await jonas.goto(base+p); await shot(jonas, n); }
await jonas.goto(base+"/connector/requests"); await jonas.waitForLoadState("networkidle");
await jonas.locator("a.row-link").first().click(); await jonas.waitForURL(/lines/); await jonas.waitForTimeout(500); await shot(jonas,"drawer-seller");
await browser.close();
