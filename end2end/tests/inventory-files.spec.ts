// Files of every kind: columns that nobody knows, workbooks, price breaks, templates, exports, and an upload taken back.
import { addToCart, announceStatus, dialog, expect, expectStatus, findPart, interactive, list, open, signIn, test, type Page } from "./support";
import { workbook } from "./workbook";

interface Sent {
  mode?: string;
  scripts?: boolean;
}

async function upload(page: Page, name: string, content: string | Buffer, { mode = "Update", scripts = true }: Sent = {}) {
  await open(page, "/connector/inventory", { scripts });
  await page.getByLabel("CSV or XLSX file").setInputFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(content) });
  await page.getByLabel(mode, { exact: false }).check();
  await page.getByRole("button", { name: "Check file" }).click();
  await page.waitForURL("**/connector/inventory/uploads/*");
  if (scripts) await interactive(page);
}

async function confirmUpload(page: Page) {
  await page.getByRole("button", { name: "Confirm upload" }).click();
  await dialog(page).getByRole("button", { name: "Confirm upload" }).click();
  await expect(page.getByText("Stored. Buyers see this stock from now on.")).toBeVisible();
}

const count = (page: Page, word: string) => page.locator(".report-counts > *", { hasText: word }).locator("strong");

/** Column names that nobody used before. */
const unique = () => Date.now().toString(36);

test("unknown columns are matched once, and the next file is read by itself", async ({ browser }) => {
  const chiara = await signIn(browser, "Chiara Bellandi");
  const word = unique();
  const part = `MATCH-${word}`.toUpperCase();
  await upload(chiara, "lager.csv", `Teil ${word};Menge ${word};Farbe ${word}\n${part};12;rot\n${part}-B;7;blau\n`);
  await expect(chiara.locator(".page-head .pill")).toHaveText("Columns to match");
  await expect(chiara.getByText("Missing: part number and quantity.")).toBeVisible();
  const row = (name: string) => chiara.locator(".match-columns tbody tr", { hasText: `${name} ${word}` });
  await expect(row("Teil")).toContainText(`${part}`);
  await expect(row("Farbe")).toContainText("rot");

  await row("Teil").getByRole("combobox").selectOption("part_number");
  await row("Menge").getByRole("combobox").selectOption("part_number");
  announceStatus(chiara, 422);
  await chiara.getByRole("button", { name: "Check file with these columns" }).click();
  await expect(chiara.getByRole("alert")).toContainText("cannot both be “Part number”");
  await expect(row("Teil").getByRole("combobox")).toHaveValue("part_number");
  await row("Menge").getByRole("combobox").selectOption("quantity");
  await chiara.getByRole("button", { name: "Check file with these columns" }).click();
  await expect(count(chiara, "Added")).toHaveText("2");
  await confirmUpload(chiara);

  await upload(chiara, "lager 2.csv", `Farbe ${word};Teil ${word};Menge ${word}\nrot;${part};15\n`);
  await expect(count(chiara, "Changed")).toHaveText("1");
  await chiara.getByText("Change what the columns are taken for").click();
  await expect(row("Teil")).toContainText("Remembered mapping");
  await expect(row("Farbe").getByRole("combobox")).toHaveValue("");
  await chiara.getByRole("button", { name: "Discard" }).click();
  await expect(chiara.getByText("Discarded. Nothing was stored.")).toBeVisible();
});

test("a workbook of foreign headings is matched, looked at, stored, found in the history and taken back", async ({ browser }) => {
  const marisol = await signIn(browser, "Marisol Quintero");
  const word = unique();
  const part = `BLATT-${word}`.toUpperCase();
  const file = workbook([
    [`Artikel ${word}`, `Hersteller ${word}`, `Bestand ${word}`, `Preis ${word}`, `Währung ${word}`, `Lager ${word}`],
    [part, "Alder & Söhne", 12, 4.2, "EUR", "Nord"],
    [`${part}-B`, "Alder & Söhne", "viele", 3.9, "EUR", "Süd"],
  ]);
  await upload(marisol, "bestand.xlsx", file);
  await expect(marisol.locator(".page-head .pill")).toHaveText("Columns to match");
  const choices = { Artikel: "part_number", Hersteller: "manufacturer", Bestand: "quantity", Preis: "price", Währung: "currency" };
  for (const [name, field] of Object.entries(choices)) await marisol.getByLabel(`${name} ${word}`).selectOption(field);
  await marisol.getByRole("button", { name: "Check file with these columns" }).click();
  await expect(count(marisol, "Added")).toHaveText("1");
  const refused = marisol.locator("#refused tbody tr");
  await expect(refused).toContainText(`Bestand ${word}`);
  await expect(refused).toContainText("“viele” is not a whole number");
  await confirmUpload(marisol);
  await open(marisol, `/connector/inventory?q=${part}`);
  await expect(marisol.locator(".table-wrap").first().locator("tbody tr")).toContainText("4.20 EUR");

  await open(marisol, "/connector/inventory/history");
  const row = marisol.locator("tbody tr", { hasText: "bestand.xlsx" }).first();
  await expect(row).toContainText("Stored");
  await expect(row).toContainText("Marisol Quintero");
  await row.getByRole("link").click();
  await marisol.getByRole("button", { name: "Undo upload" }).click();
  await expect(dialog(marisol)).toContainText("Undoing removes 1 listing.");
  await dialog(marisol).getByRole("button", { name: "Undo upload" }).click();
  await expect(marisol.locator(".page-head .pill")).toHaveText("Undone");
  await open(marisol, `/connector/inventory?q=${part}`);
  await expect(marisol.getByText("None of your listings matches.")).toBeVisible();
});

for (const scripts of [true, false]) {
  test(`losing most of the stock takes a word of its own ${scripts ? "with" : "without"} scripts`, async ({ browser }) => {
    const ruben = await signIn(browser, "Ruben Achterhof", scripts ? {} : { javaScriptEnabled: false });
    const before = await (await ruben.request.get("/connector/inventory/export.csv")).text();
    const total = before.trim().split("\r\n").length - 1;
    expect(total).toBeGreaterThan(10);
    await upload(ruben, "header.csv", "part_number,quantity\n", { mode: "Replace", scripts });
    await expect(ruben.locator(".page-head .pill")).toHaveText("Failed");
    await expect(ruben.getByRole("alert")).toContainText("there is nothing below it to list");

    await upload(ruben, "cut off.csv", `part_number,quantity\nCUT-${unique()},5\n`, { mode: "Replace", scripts });
    const all = `all ${total.toLocaleString("en-US")} listings`;
    await expect(ruben.getByRole("alert")).toContainText(`This file takes ${all} off the market.`);
    await ruben.getByRole("button", { name: "Confirm upload" }).click();
    const confirm = dialog(ruben).getByRole("button", { name: "Confirm upload" });
    await confirm.click();
    await expect(ruben.locator(".page-head .pill")).toHaveText("To confirm");
    await dialog(ruben).getByLabel(`Yes, take ${all} off the market`).check();
    await confirm.click();
    await expect(ruben.getByText("Stored. Buyers see this stock from now on.")).toBeVisible();

    await ruben.getByRole("button", { name: "Undo upload" }).click();
    await dialog(ruben).getByRole("button", { name: "Undo upload" }).click();
    await expect(ruben.locator(".page-head .pill")).toHaveText("Undone");
    expect(await (await ruben.request.get("/connector/inventory/export.csv")).text()).toBe(before);
  });
}

test("sellers' prices in two currencies are both told among the results", async ({ browser }) => {
  const jonas = await signIn(browser, "Jonas Keller");
  const chiara = await signIn(browser, "Chiara Bellandi");
  const mara = await signIn(browser, "Mara Lindqvist");
  const part = await list(jonas, { price: "11.50", currency: "USD" });
  await list(chiara, { part_number: part, price: "9.75", currency: "EUR" });
  await open(mara, `/connector/parts?q=${part}`);
  await expect(mara.locator("tbody tr td").last().locator(".each")).toHaveText(["9.75 EUR", "11.50 USD"]);
});

test("columns are matched without scripts", async ({ browser }) => {
  const petr = await signIn(browser, "Petr Vaněk", { javaScriptEnabled: false });
  const word = unique();
  await upload(petr, "sklad.csv", `Cislo ${word},Kusu ${word}\nNOSCRIPT-${word},4\n`, { scripts: false });
  await expect(petr.locator(".page-head .pill")).toHaveText("Columns to match");
  await petr.getByLabel(`Cislo ${word}`).selectOption("part_number");
  await petr.getByRole("button", { name: "Check file with these columns" }).click();
  await expect(petr.getByRole("alert")).toContainText("say which column holds quantity");
  await petr.getByLabel(`Cislo ${word}`).selectOption("part_number");
  await petr.getByLabel(`Kusu ${word}`).selectOption("quantity");
  await petr.getByRole("button", { name: "Check file with these columns" }).click();
  await expect(count(petr, "Added")).toHaveText("1");
  await expect(petr.getByText("Nothing is stored until you confirm.")).toBeVisible();
});

test("templates and exports are files that can be uploaded again", async ({ browser }) => {
  const davide = await signIn(browser, "Davide Moro");
  const part = await list(davide);
  await open(davide, "/connector/inventory");
  for (const kind of ["XLSX", "CSV"]) {
    const [template] = await Promise.all([
      davide.waitForEvent("download"),
      davide.locator("#upload").getByRole("link", { name: kind }).click(),
    ]);
    expect(template.suggestedFilename()).toBe(`counterpart-inventory.${kind.toLowerCase()}`);
  }
  const template = await (await davide.request.get("/connector/inventory/template.xlsx")).body();
  await upload(davide, "renamed.bin", template);
  await expect(count(davide, "Refused")).toHaveText("0");
  await davide.getByRole("button", { name: "Discard" }).click();

  await open(davide, `/connector/inventory?q=${part}`);
  const [file] = await Promise.all([
    davide.waitForEvent("download"),
    davide.locator(".toolbar-end").getByRole("link", { name: "CSV" }).click(),
  ]);
  expect(file.suggestedFilename()).toBe("inventory.csv");
  const all = await (await davide.request.get("/connector/inventory/export.xlsx")).body();
  await upload(davide, "all.xlsx", all, { mode: "Replace" });
  await expect(davide.locator(".page-head .pill")).toHaveText("Nothing to change");
  await expect(davide.getByText("your listings say what the file says.")).toBeVisible();
  await expect(davide.getByRole("button", { name: "Confirm upload" })).toHaveCount(0);
  await open(davide, "/connector/inventory");
  await expect(davide.locator("aside tbody tr", { hasText: "all.xlsx" }).first()).toContainText("Nothing to change");
});

test("price breaks show what a quantity costs, and the price seen is the price paid", async ({ browser }) => {
  const jonas = await signIn(browser, "Jonas Keller");
  const mara = await signIn(browser, "Mara Lindqvist");
  const row = { price: "4.20", currency: "USD", break_qty_1: 10, break_price_1: "3.90", break_qty_2: 50, break_price_2: "3.5" };
  const part = await list(jonas, row);
  await findPart(mara, part);
  const listing = mara.locator(".table-wrap tbody tr").first();
  await expect(listing).toContainText("from 10: 3.90");
  await expect(listing).toContainText("from 50: 3.50");
  await listing.getByRole("button", { name: "Buy at list price" }).click();
  await expect(dialog(mara).getByRole("heading")).toContainText("Buy 1 × 4.20 USD");
  await dialog(mara).getByLabel("Quantity").fill("12");
  await expect(dialog(mara).getByRole("heading")).toContainText("Buy 12 × 3.90 USD");
  await expect(dialog(mara)).toContainText("46.80 USD in all.");
  await expect(dialog(mara).locator("tr[aria-current]")).toHaveText("from 103.90 USD");

  // Meanwhile the seller asks more.
  const csv = `part_number,manufacturer,description,condition,quantity,price,currency\n${part},Alder Fasteners,"Bolt, made for a story",NE,500,4.50,USD\n`;
  await upload(jonas, "dearer.csv", csv);
  await expect(count(jonas, "Changed")).toHaveText("1");
  await confirmUpload(jonas);
  const buy = dialog(mara).getByRole("button", { name: "Buy at list price" });
  const refused = mara.waitForResponse((answer) => answer.url().includes("buy_at_list_price"));
  announceStatus(mara, 409);
  await buy.click();
  expect((await refused).status()).toBe(409);
  await expect(dialog(mara)).toContainText("12 now cost 4.50 USD each. Nothing was bought.");
  await expect(dialog(mara).getByRole("heading")).toContainText("Buy 12 × 4.50 USD");
  await buy.click();
  await expect(dialog(mara)).toHaveCount(0);
  await expect(mara.getByText("Bought at list price.")).toBeVisible();
  await mara.getByRole("link", { name: "Open line" }).click();
  await expectStatus(mara, "Accepted");
  await expect(mara.locator(".offer-price")).toHaveText("4.50 USD");
});

test("the latest upload is taken back, with what it would close shown before", async ({ browser }) => {
  const ines = await signIn(browser, "Chiara Bellandi");
  const mara = await signIn(browser, "Mara Lindqvist");
  const old = await list(ines, { quantity: 20 });
  const added = `${old}-NEW`;
  const csv = [
    "part_number,manufacturer,description,condition,quantity,price,currency",
    `${old},Alder Fasteners,"Bolt, made for a story",NE,99,13.00,EUR`,
    `${added},Alder Fasteners,Washer,NE,40,1.00,EUR`,
  ].join("\n");
  await upload(ines, "mistake.csv", csv);
  await confirmUpload(ines);
  const address = new URL(ines.url()).pathname;
  await addToCart(mara, added, 5);
  await open(ines, address);
  await expect(ines.getByText("Undoing restores 1 listing, removes 1 listing and closes 1 line of a buyer.").first()).toBeVisible();
  await ines.getByRole("button", { name: "Undo upload" }).click();
  await expect(dialog(ines)).toContainText("Halden Air Maintenance");
  await dialog(ines).getByRole("button", { name: "Undo upload" }).click();
  await expect(ines.locator(".page-head .pill")).toHaveText("Undone");
  await expect(ines.getByText("Undone by Chiara Bellandi")).toBeVisible();
  await expectStatus(mara, "Closed");
  await open(ines, `/connector/inventory?q=${old}`);
  await expect(ines.locator(".table-wrap").first().locator("tbody tr")).toHaveCount(1);
  await expect(ines.locator(".table-wrap").first().locator("tbody tr")).toContainText("12.50 EUR");
  await open(ines, "/connector/inventory/history");
  const row = ines.locator("tbody tr", { hasText: "mistake.csv" }).first();
  await expect(row).toContainText("Undone");
  await row.getByRole("link").click();
  await expect(ines.getByRole("heading", { level: 1, name: "mistake.csv" })).toBeVisible();
});

test("a search leaves nothing but what was asked for in the address", async ({ browser }) => {
  const mara = await signIn(browser, "Mara Lindqvist");
  await open(mara, "/connector/parts");
  await mara.locator("#parts-q").fill("bolt");
  await mara.getByLabel("Available only").check();
  await mara.waitForURL(/available=true/);
  expect(new URL(mara.url()).search).not.toContain("&=");
  expect(new URL(mara.url()).searchParams.has("")).toBe(false);
  await mara.locator("#parts-q").press("Enter");
  await expect(mara.getByRole("link", { name: "Clear" })).toBeVisible();
  expect(new URL(mara.url()).searchParams.has("")).toBe(false);
});
