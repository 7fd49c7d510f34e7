// A seller's file, from its check to what became of it.
import { addToCart, dialog, drawer, expect, expectStatus, interactive, list, open, signIn, test, thread, type Page } from "./support";

async function upload(page: Page, name: string, content: string | Buffer, mode = "Update") {
  await open(page, "/connector/inventory");
  await page.getByLabel("CSV or XLSX file").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(content) });
  await page.getByLabel(mode, { exact: false }).check();
  await page.getByRole("button", { name: "Check file" }).click();
  await page.waitForURL("**/connector/inventory/uploads/*");
  await interactive(page);
}

const count = (page: Page, word: string) => page.locator(".report-counts > *", { hasText: word }).locator("strong");

test("a file is checked, names what it would do, and is stored once confirmed", async ({ browser }) => {
  const chiara = await signIn(browser, "Chiara Bellandi");
  const mara = await signIn(browser, "Mara Lindqvist");
  const gone = await list(chiara, { quantity: 20 });
  const added = `${gone}-NEW`;
  const id = await addToCart(mara, gone, 5);

  const csv = [
    "part_number;manufacturer;description;condition;qty;price;currency;colour",
    `${gone};Alder Fasteners;Bolt, made for a story;NE;0;12,50;EUR;red`,
    `${added};Alder Fasteners;"Washer; flat";NE;1200;0,085;EUR;blue`,
    `${gone}-BAD;Alder Fasteners;Nut;NE;10;cheap;EUR;green`,
  ].join("\n");
  await upload(chiara, "weekly stock.csv", csv);
  await expect(chiara.getByRole("heading", { level: 1, name: "weekly stock.csv" })).toBeVisible();
  await expect(chiara.getByText("Nothing is stored until you confirm.")).toBeVisible();
  await expect(count(chiara, "Added")).toHaveText("1");
  await expect(count(chiara, "Changed")).toHaveText("1");
  await expect(count(chiara, "Removed")).toHaveText("0");
  await expect(count(chiara, "Refused")).toHaveText("1");
  await expect(chiara.getByText("Columns that are not known were ignored: colour.")).toBeVisible();

  const refused = chiara.locator("#refused tbody tr");
  await expect(refused).toHaveCount(1);
  await expect(refused.locator('[data-label="Row"]')).toHaveText("4");
  await expect(refused.locator('[data-label="Column"]')).toHaveText("price");
  await expect(refused.locator('[data-label="Reason"]')).toContainText("cheap");
  const closing = chiara.locator("#closing tbody tr");
  await expect(closing).toHaveCount(1);
  await expect(closing).toContainText(gone);
  await expect(closing).toContainText("Halden Air Maintenance");
  // Until now nothing has happened.
  await expectStatus(mara, "Open");

  await chiara.getByRole("button", { name: "Confirm upload" }).click();
  await expect(dialog(chiara).getByRole("heading")).toHaveText("Add 1 and change 1 listing?");
  await expect(dialog(chiara)).toContainText("1 line of a buyer closes");
  await dialog(chiara).getByRole("button", { name: "Confirm upload" }).click();
  await expect(chiara.getByText("Stored. Buyers see this stock from now on.")).toBeVisible();

  await expectStatus(mara, "Closed");
  await expect(thread(mara)).toContainText("Closed: stock no longer available.");
  await expect(drawer(mara).locator(".drawer-foot")).toContainText("This line is closed.");
  await open(mara, `/connector/parts?q=${added}`);
  await expect(mara.locator("tbody tr")).toContainText("1,200");
  await expect(mara.locator("tbody tr")).toContainText("0.085 EUR");
  await open(chiara, `/connector/inventory?q=${added}`);
  await expect(chiara.locator(".table-wrap").first().locator("tbody tr")).toContainText("Washer; flat");
  expect(id).not.toBe("");
});

test("a replacing file names every removal and can be discarded", async ({ browser }) => {
  const davide = await signIn(browser, "Davide Moro");
  const kept = await list(davide);
  const total = Number((await davide.request.get("/connector/inventory").then((page) => page.text())).match(/([\d,]+) listings</)![1].replace(",", ""));
  await upload(davide, "all.csv", `part_number,quantity,price,currency,manufacturer,condition\n${kept}-B,3,1.00,EUR,Alder Fasteners,NE\n`, "Replace");
  await expect(count(davide, "Added")).toHaveText("1");
  await expect(count(davide, "Removed")).toHaveText(total.toLocaleString("en-US"));
  await davide.getByRole("button", { name: "Discard" }).click();
  await expect(davide.getByText("Discarded. Nothing was stored.")).toBeVisible();
  await expect(davide.getByRole("button", { name: "Confirm upload" })).toHaveCount(0);
  await open(davide, "/connector/inventory");
  await expect(davide.locator(".toolbar-end").first()).toContainText(`${total.toLocaleString("en-US")} listings`);
  await expect(davide.locator("aside tbody tr", { hasText: "all.csv" })).toContainText("Discarded");
});

test("a file that cannot be read says why and changes nothing", async ({ browser }) => {
  const petr = await signIn(browser, "Petr Vaněk");
  await upload(petr, "letter.csv", "Dear customer,\nthis is no stock list\n");
  await expect(petr.getByRole("alert")).toContainText("Missing: part number and quantity.");
  await expect(petr.getByRole("alert")).toContainText("Nothing was stored. Correct the file and upload it again.");
  await expect(petr.getByRole("button", { name: "Confirm upload" })).toHaveCount(0);
  await upload(petr, "picture.csv", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0xff]));
  await expect(petr.locator(".page-head .pill")).toHaveText("Failed");
  await expect(petr.getByRole("alert")).toContainText("Nothing was stored.");
});
