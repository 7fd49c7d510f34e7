// A seller with many requests: their order, a selection, prices by formula, declining, saved replies, why lines ended.
import { addToCart, composer, dialog, drawer, expect, expectOffer, expectStatus, list, newLine, offer, open, signIn, test, thread, type Browser, type Page } from "./support";

/** Mara asks Jonas for several parts that nobody else sells. */
async function requests(browser: Browser, prices: string[]) {
  const jonas = await signIn(browser, "Jonas Keller");
  const mara = await signIn(browser, "Mara Lindqvist");
  const parts: string[] = [];
  const ids: string[] = [];
  for (const price of prices) {
    const part = await list(jonas, price ? { price } : { price: "", currency: "" });
    parts.push(part);
    ids.push(await addToCart(mara, part, 4));
  }
  return { jonas, mara, parts, ids };
}

const row = (page: Page, part: string) => page.locator("tbody tr", { hasText: part });

test("prices by formula are previewed, offered and reported line by line", async ({ browser }) => {
  const { jonas, mara, parts, ids } = await requests(browser, ["41.20", "", "10.00"]);
  await open(jonas, "/connector/requests");
  await expect(jonas.locator(".bulk-bar")).toBeHidden();
  for (const part of parts) await row(jonas, part).getByRole("checkbox").check();
  await expect(jonas.locator(".bulk-bar output")).toHaveText("3 lines selected");
  await jonas.getByRole("button", { name: "Price by formula" }).click();
  await expect(jonas.getByRole("heading", { level: 1 })).toHaveText("Price by formula");
  await jonas.getByLabel("Discount, %").fill("5");
  await jonas.getByLabel("Step").selectOption("0.05");
  await jonas.getByRole("button", { name: "Preview" }).click();
  await expect(row(jonas, parts[0]).locator('[data-label="New price"]')).toHaveText("39.15 EUR");
  await expect(row(jonas, parts[1])).toContainText("no list price");
  await expect(row(jonas, parts[2]).locator('[data-label="Difference"]')).toHaveText("−5 %");

  // One of them changes before the prices are offered.
  await open(mara, `/connector/shopping-cart/lines/${ids[2]}`);
  const form = drawer(mara).locator(".drawer-foot").getByRole("button", { name: "Change quantity" });
  await form.click();
  await dialog(mara).getByLabel("Quantity").fill("9");
  await dialog(mara).getByRole("button", { name: "Change quantity", exact: true }).click();
  await expect(dialog(mara)).toHaveCount(0);

  await jonas.getByRole("button", { name: "Offer 2 prices" }).click();
  await expect(jonas).toHaveURL(/\/connector\/requests\/bulk\/[0-9a-f-]{36}$/);
  await expect(row(jonas, parts[0])).toContainText("done");
  await expect(row(jonas, parts[2])).toContainText("The line was changed meanwhile.");
  await open(mara, `/connector/shopping-cart/lines/${ids[0]}`);
  await expectOffer(mara, "39.15 EUR");
  await open(mara, `/connector/shopping-cart/lines/${ids[2]}`);
  await expectStatus(mara, "Open");
});

test("a range is selected with shift, a page at once, and cleared", async ({ browser }) => {
  const { jonas } = await requests(browser, ["1.00", "1.00", "1.00"]);
  await open(jonas, "/connector/requests");
  const boxes = jonas.locator("tbody .row-check");
  await boxes.nth(0).click();
  await boxes.nth(2).click({ modifiers: ["Shift"] });
  await expect(jonas.locator("tbody .row-check:checked")).toHaveCount(3);
  await jonas.getByLabel("Select all on this page").check();
  await expect(jonas.locator("tbody .row-check:checked")).toHaveCount(await boxes.count());
  await jonas.getByRole("button", { name: "Clear" }).click();
  await expect(jonas.locator("tbody .row-check:checked")).toHaveCount(0);
  await expect(jonas.locator(".bulk-bar")).toBeHidden();
});

test("a selection survives what the other side does", async ({ browser }) => {
  const { jonas, mara, parts } = await requests(browser, ["1.00"]);
  await open(jonas, "/connector/requests");
  await row(jonas, parts[0]).getByRole("checkbox").check();
  await drawer(mara).getByLabel(/^Message to/).fill("Any news?");
  await drawer(mara).getByRole("button", { name: "Send" }).click();
  await expect(row(jonas, parts[0])).toHaveClass(/is-unread/);
  await expect(row(jonas, parts[0]).getByRole("checkbox")).toBeChecked();
});

test("requests are ordered by wait, value and change; the address keeps it", async ({ browser }) => {
  const { jonas, parts } = await requests(browser, ["100000.00", "0.01"]);
  await open(jonas, "/connector/requests");
  await expect(row(jonas, parts[0])).toContainText("under a minute");
  await expect(jonas.locator(".toolbar-end")).toContainText("You usually answer within");
  await jonas.getByRole("link", { name: "Value" }).click();
  await expect(jonas).toHaveURL("/connector/requests?sort=value");
  const rows = jonas.locator("tbody tr");
  await expect(jonas.getByRole("link", { name: "Value" })).toHaveAttribute("aria-current", "true");
  const at = async (part: string) => (await rows.allInnerTexts()).findIndex((text) => text.includes(part));
  await expect.poll(async () => (await at(parts[0])) < (await at(parts[1]))).toBe(true);
  await jonas.getByRole("link", { name: "Waiting longest" }).click();
  await expect.poll(async () => (await at(parts[0])) < (await at(parts[1]))).toBe(true);
  await jonas.getByRole("link", { name: "Last change" }).click();
  await expect.poll(async () => (await at(parts[1])) < (await at(parts[0]))).toBe(true);
});

test("many requests are declined without scripts, with a reason and a report", async ({ browser }) => {
  const { mara, parts } = await requests(browser, ["1.00", "2.00"]);
  const jonas = await signIn(browser, "Jonas Keller", { javaScriptEnabled: false, at: "/connector/requests" });
  for (const part of parts) await row(jonas, part).getByRole("checkbox").check();
  await jonas.getByRole("button", { name: "No quote" }).click();
  await expect(jonas.locator("tbody tr")).toHaveCount(2);
  await jonas.getByLabel("Reason").selectOption("no longer made");
  await jonas.getByRole("button", { name: "No quote for 2 lines" }).click();
  await expect(jonas.locator(".report-counts .is-added strong")).toHaveText("2");
  await open(mara, "/connector/shopping-cart?tab=closed");
  for (const part of parts) await expect(row(mara, part)).toContainText("Reason: no longer made");
  await mara.getByRole("link", { name: "Why lines end" }).click();
  await expect(mara.getByRole("region", { name: "Why sellers did not quote" })).toContainText("no longer made");
});

test("prices by formula without scripts", async ({ browser }) => {
  const { mara, parts, ids } = await requests(browser, ["8.00"]);
  const jonas = await signIn(browser, "Jonas Keller", { javaScriptEnabled: false, at: "/connector/requests" });
  await row(jonas, parts[0]).getByRole("checkbox").check();
  await jonas.getByRole("button", { name: "Price by formula" }).click();
  await jonas.getByLabel("Discount, %").fill("ten");
  await jonas.getByRole("button", { name: "Preview" }).click();
  await expect(jonas.getByRole("alert")).toContainText("“ten” is not a percentage");
  await jonas.getByLabel("Discount, %").fill("10");
  await jonas.getByRole("button", { name: "Preview" }).click();
  await jonas.getByRole("button", { name: "Offer 1 price" }).click();
  await expect(row(jonas, parts[0])).toContainText("7.20 EUR");
  await open(mara, `/connector/shopping-cart/lines/${ids[0]}`);
  await expectOffer(mara, "7.20 EUR");
});

test("a reply is saved, filled in and sent, then changed and deleted", async ({ browser }) => {
  const { buyer, seller, part, id } = await newLine(browser);
  await open(seller, "/connector/replies");
  const title = `Soon ${part}`;
  await seller.getByRole("button", { name: "New reply" }).first().click();
  await dialog(seller).getByLabel("Title").fill(title);
  await dialog(seller).getByLabel("Text").fill("{buyer}, {quantity} of {part_number} leave today.");
  await dialog(seller).getByRole("button", { name: "Save reply" }).click();
  await expect(dialog(seller)).toHaveCount(0);
  await expect(seller.locator(".reply-list")).toContainText(title);

  await open(seller, `/connector/requests/lines/${id}`);
  await composer(seller).fill("Hello.");
  await drawer(seller).getByText("Replies", { exact: true }).click();
  await drawer(seller).getByRole("button", { name: title }).click();
  await expect(composer(seller)).toHaveValue(`Hello. Halden Air Maintenance, 10 EA of ${part} leave today.`);
  await expect(composer(seller)).toBeFocused();
  await seller.keyboard.press("Control+Enter");
  await expect(thread(buyer)).toContainText(`10 EA of ${part} leave today.`);

  await open(seller, "/connector/replies");
  await seller.getByRole("button", { name: `Edit ${title}` }).click();
  await dialog(seller).getByLabel("Title").fill(`Later ${part}`);
  await dialog(seller).getByRole("button", { name: "Save reply" }).click();
  await expect(seller.getByRole("heading", { name: `Later ${part}` })).toBeVisible();
  await seller.getByRole("button", { name: `Delete Later ${part}` }).click();
  await dialog(seller).getByRole("button", { name: "Delete reply" }).click();
  await expect(seller.locator(".reply-list")).not.toContainText(part);
});

test("the reason of a withdrawal is shown to the other side", async ({ browser }) => {
  const { buyer, seller } = await newLine(browser);
  await offer(seller, "3.00");
  await drawer(buyer).locator(".drawer-foot").getByRole("button", { name: "Withdraw" }).click();
  await dialog(buyer).getByLabel("Reason").selectOption("price too high");
  await dialog(buyer).getByRole("button", { name: "Withdraw", exact: true }).click();
  await expectStatus(seller, "Withdrawn");
  await expect(drawer(seller).locator(".fact", { hasText: "Reason" })).toContainText("price too high, given by the buyer");
});
