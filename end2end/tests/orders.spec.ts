// Orders and bags after submission: shipped in parts, delivered, paid, given back; both sides read the same at once.
import AxeBuilder from "@axe-core/playwright";
import { announceStatus, confirm, dialog, expect, findPart, list, open, signIn, test, type Browser, type Page } from "./support";

/** An order of one line of ten bolts, open in its buyer's and its seller's windows. */
async function ordered(browser: Browser) {
  const seller = await signIn(browser, "Jonas Keller");
  const buyer = await signIn(browser, "Iker Goikoetxea", { fresh: true });
  const part = await list(seller);
  await findPart(buyer, part);
  await buyer.getByRole("button", { name: "Buy at list price" }).click();
  await dialog(buyer).getByLabel("Quantity").fill("10");
  await confirm(buyer, "Buy at list price");
  await expect(buyer.getByRole("status").getByRole("link", { name: "Open line" })).toBeVisible();
  await open(buyer, "/checkout");
  await buyer.getByRole("button", { name: /^Order for / }).click();
  await expect(buyer.getByRole("heading", { level: 1 })).toHaveText(/^Order O-\d+$/);
  const number = (await buyer.getByRole("heading", { level: 1 }).textContent())!.replace("Order ", "");
  await open(seller, `/connector/bags?search=${number}`);
  await seller.locator("a.row-link", { hasText: number }).click();
  await expect(seller.getByRole("heading", { level: 1 })).toHaveText(`Order ${number}`);
  return { buyer, seller, part, number };
}

// The buyer's cart may hold what was agreed with others before.
const stages = (page: Page) => page.locator(".stages").and(page.getByLabel(/^Progress( at Orbit Aero Supply)?$/));
const bagOf = (page: Page) => page.locator(".order-bag", { hasText: "Orbit Aero Supply" });
const row = (page: Page, part: string) => page.locator("tbody tr", { hasText: part });

/** Answers an open question by the words of its button. */
async function answer(page: Page, button: string) {
  await dialog(page).getByRole("button", { name: button, exact: true }).click();
  await expect(dialog(page)).toHaveCount(0);
}

test("a bag is acknowledged, sent in parts, delivered, paid, and a part of it goes back", async ({ browser }) => {
  const { buyer, seller, part, number } = await ordered(browser);
  await seller.getByRole("button", { name: "Acknowledge" }).click();
  await expect(seller.getByRole("button", { name: "Acknowledge" })).toHaveCount(0);

  // Six of ten, then more than there are, then the rest.
  await seller.getByRole("button", { name: "Ship", exact: true }).click();
  await dialog(seller).getByLabel(part).fill("6");
  await dialog(seller).getByLabel("Carrier").fill("DHL");
  await dialog(seller).getByLabel("Tracking number").fill("JD77");
  await answer(seller, "Ship");
  await expect(stages(buyer)).toContainText("6 of 10 shipped");
  await expect(bagOf(buyer).locator(".shipments")).toContainText("JD77");
  await seller.getByRole("button", { name: "Ship", exact: true }).click();
  await expect(dialog(seller).getByLabel(part)).toHaveValue("4");
  announceStatus(seller, 422);
  await dialog(seller).getByLabel(part).fill("5");
  await dialog(seller).getByLabel("Carrier").fill("DHL");
  await dialog(seller).getByRole("button", { name: "Ship", exact: true }).click();
  await expect(dialog(seller)).toContainText("at most 4");
  await dialog(seller).getByLabel(part).fill("4");
  await answer(seller, "Ship");
  await expect(stages(buyer)).toContainText("Under way");

  await seller.getByRole("button", { name: "Deliver", exact: true }).click();
  await answer(seller, "Deliver");
  await expect(stages(buyer)).toContainText("Delivered");
  await seller.getByRole("button", { name: "Record a payment" }).click();
  await expect(dialog(seller).getByLabel("Amount")).toHaveValue("125.00");
  await answer(seller, "Record a payment");
  await expect(bagOf(buyer).locator(".pill").first()).toHaveText("Completed");

  await buyer.getByRole("button", { name: "Report a return" }).click();
  await dialog(buyer).getByLabel(part).fill("2");
  await dialog(buyer).getByLabel("Why").fill("Thread damaged");
  await answer(buyer, "Report a return");
  await expect(row(seller, part)).toContainText("2 returned");
  await seller.getByLabel("More to do with this bag").click();
  await seller.getByRole("button", { name: "Record a refund" }).click();
  await dialog(seller).getByLabel("Amount").fill("25.00");
  await answer(seller, "Record a refund");
  await expect(bagOf(buyer).locator(".pill").first()).toHaveText("Partly refunded");
  await expect(buyer.locator(".timeline")).toContainText("Thread damaged");

  // The list finds it by its number and by its part.
  for (const search of [number, part]) {
    await open(buyer, `/orders?search=${search}`);
    await expect(buyer.locator("tbody tr")).toHaveCount(1);
    await expect(buyer.locator("tbody tr")).toContainText(number);
  }
});

test("an order is a document, and is ordered again as a new cart", async ({ browser }) => {
  const { buyer, part } = await ordered(browser);
  const address = await buyer.getByRole("link", { name: "PDF" }).getAttribute("href");
  const document = await buyer.request.get(address!);
  expect(document.headers()["content-type"]).toBe("application/pdf");
  expect((await document.body()).subarray(0, 5).toString()).toBe("%PDF-");
  await buyer.getByRole("link", { name: "Order again" }).click();
  await expect(buyer.getByRole("heading", { level: 1 })).toHaveText(/^Order O-\d+ again$/);
  await expect(row(buyer, part)).toContainText("10");
  await buyer.getByLabel("shared with the organisation").check();
  await buyer.getByRole("button", { name: "Start new cart" }).click();
  await buyer.waitForURL("**/connector/shopping-cart");
  await expect(row(buyer, part)).toHaveCount(1);
});

test("what a seller cancels is told and not paid; nobody else's bag is found", async ({ browser }) => {
  const { buyer, seller, part } = await ordered(browser);
  const bag = new URL(seller.url()).pathname;
  await seller.getByLabel("More to do with this bag").click();
  await seller.getByRole("button", { name: "Cancel units" }).click();
  await dialog(seller).getByLabel(part).fill("10");
  await dialog(seller).getByLabel("Why").fill("Out of stock after all");
  await answer(seller, "Cancel units");
  await expect(stages(buyer)).toContainText("Canceled");
  await expect(buyer.locator(".timeline")).toContainText("Out of stock after all");
  const other = await signIn(browser, "Ines Duarte");
  announceStatus(other, 404);
  expect(await open(other, bag)).toBe(404);
  const order = new URL(buyer.url()).pathname;
  const mara = await signIn(browser, "Mara Lindqvist");
  announceStatus(mara, 404);
  expect(await open(mara, order)).toBe(404);
});

test("without scripts a bag is shipped and a refused form keeps what was typed", async ({ browser }) => {
  const { seller, part } = await ordered(browser);
  const bag = new URL(seller.url()).pathname;
  const plain = await signIn(browser, "Jonas Keller", { javaScriptEnabled: false });
  await open(plain, bag, { scripts: false });
  await plain.getByRole("button", { name: "Ship", exact: true }).click();
  await dialog(plain).getByLabel(part).fill("11");
  await dialog(plain).getByLabel("Carrier").fill("UPS");
  await dialog(plain).getByRole("button", { name: "Ship", exact: true }).click();
  await expect(dialog(plain)).toContainText("at most 10");
  await expect(dialog(plain).getByLabel("Carrier")).toHaveValue("UPS");
  await expect(dialog(plain).getByLabel(part)).toHaveValue("11");
  await dialog(plain).getByLabel(part).fill("10");
  await dialog(plain).getByRole("button", { name: "Ship", exact: true }).click();
  await expect(stages(plain)).toContainText("Under way");
});

for (const theme of ["light", "dark"] as const) {
  test(`orders and bags have no accessibility fault in the ${theme} theme`, async ({ browser }) => {
    const look = async (page: Page, paths: string[]) => {
      for (const path of paths) {
        await open(page, path);
        await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`), path).toEqual([]);
      }
    };
    const first = async (page: Page, path: string) => {
      await open(page, path);
      return (await page.locator("main a.row-link").first().getAttribute("href"))!;
    };
    const mara = await signIn(browser, "Mara Lindqvist", { reducedMotion: "reduce" });
    await look(mara, ["/orders", await first(mara, "/orders"), "/organisation/ordering"]);
    const jonas = await signIn(browser, "Jonas Keller", { reducedMotion: "reduce" });
    await look(jonas, ["/connector/bags", await first(jonas, "/connector/bags")]);
    const tomas = await signIn(browser, "Tomas Berg", { reducedMotion: "reduce" });
    await look(tomas, ["/approvals", await first(tomas, "/approvals")]);
  });
}
