import { chromium } from "@playwright/test";
import { readFileSync } from "node:fs";
const [out, ...files] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox","--disable-gpu"] });
const p = await browser.newPage({ viewport: { width: 1900, height: 1200 } });
const img = (f) => `<figure style="margin:4px"><figcaption style="font:12px sans-serif">${f}</figcaption><img style="max-width:620px;max-height:560px;border:1px solid red" src="data:image/png;base64,${readFileSync(f).toString("base64")}"></figure>`;
await p.setContent(`<div style="display:flex;flex-wrap:wrap">${files.map(img).join("")}</div>`);
await p.screenshot({ path: out, fullPage: true });
await browser.close();
