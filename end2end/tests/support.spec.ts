// Support: a reason before anything is read; an order whose seller's system refuses it is corrected and sent again.
import AxeBuilder from "@axe-core/playwright";
import { announceStatus, confirm, dialog, expect, findPart, list, open, signIn, test, type Browser, type Page } from "./support";

/** Switches the connector of a seller whom no other story knows on or off: its system is never reached. */
async function connect(admin: Page, on: boolean) {
  await open(admin, "/organisation/connector");
  await admin.getByLabel("Send bags to our order system").setChecked(on);
  await admin.getByLabel("Address", { exact: true }).fill("https://erp.sableridge.example/orders");
  await admin.getByRole("button", { name: "Save connector" }).click();
  await expect(admin.getByText("Saved. It holds for the next order")).toBeVisible();
}

/** An order that waits for its seller's system; its number and its page. */
async function ordered(browser: Browser) {
  const seller = await signIn(browser, "Darnell Whitaker");
  await connect(seller, true);
  const buyer = await signIn(browser, "Rahul Deshpande", { fresh: true });
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
  return { seller, buyer, part, number };
}

/** What may be done to a bag by hand, answered with a reason. */
async function byHand(page: Page, button: string, fill: Record<string, string> = {}) {
  await page.locator(".order-bag").getByRole("button", { name: button, exact: true }).click();
  for (const [label, text] of Object.entries(fill)) await dialog(page).getByLabel(label).fill(text);
  await dialog(page).getByLabel("Reason").fill("Told by phone");
  await confirm(page, button);
}

test("a refused order is opened with a reason, corrected, sent again and accepted", async ({ browser }) => {
  const { seller, buyer, part, number } = await ordered(browser);
  const support = await signIn(browser, "Saoirse Quinn");
  await support.getByRole("link", { name: "Support" }).click();
  await support.getByLabel("Order, ERP or PO number").fill(number);
  await support.getByRole("button", { name: "Search" }).click();
  await support.locator("a.row-link", { hasText: number }).click();
  await expect(support.getByRole("heading", { level: 2 })).toHaveText("Why do you need to read it?");
  expect(await support.content()).not.toContain(part);
  await support.getByLabel("Reason").fill("Corvane called: the PO is wrong");
  await support.getByRole("button", { name: "Open" }).click();
  await expect(support.locator(".order-bag")).toContainText(part);

  await byHand(support, "Mark as rejected");
  const pill = support.locator(".order-bag .pill").first();
  await expect(pill).toHaveText("Rejected");
  await support.getByLabel("Customer PO", { exact: true }).fill("PO 2026-7");
  announceStatus(support, 422);
  await support.getByLabel("Ship-to country").fill("1X");
  await support.locator("#correct-reason").fill("Typing error of the buyer");
  await support.getByRole("button", { name: "Save corrections" }).last().click();
  await expect(support.locator(".field .error")).toContainText("two letters");
  await support.getByLabel("Ship-to country").fill("IE");
  await support.getByRole("button", { name: "Save corrections" }).last().click();
  await expect(support.locator("aside.summary")).toContainText("PO 2026-7");
  await expect(support.locator(".timeline")).toContainText("Typing error of the buyer");

  await byHand(support, "Send again");
  await expect(support.locator(".order-facts")).toContainText("Revision 2");
  await byHand(support, "Mark as accepted", { "ERP order number": "SO-881" });
  await expect(pill).toHaveText("Accepted");
  await expect(support.getByText("A seller has accepted it")).toBeVisible();
  await expect(buyer.locator("aside.summary")).toContainText("PO 2026-7");
  await expect(buyer.locator(".timeline")).toContainText("by Saoirse Quinn");
  await connect(seller, false);

  await support.getByRole("link", { name: "Cart history" }).click();
  await expect(support.locator("table.history")).toContainText("Accepted as SO-881.");
  const result = await new AxeBuilder({ page: support }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
  expect(result.violations).toEqual([]);
});

test("without scripts an order is opened with a reason, and nobody else has the page", async ({ browser }) => {
  const support = await signIn(browser, "Saoirse Quinn", { javaScriptEnabled: false, at: "/support?search=Halden" });
  await support.locator("a.row-link").first().click();
  await support.getByLabel("Reason").fill("A call");
  await support.getByRole("button", { name: "Open" }).click();
  await expect(support.getByText("Opened because: A call")).toBeVisible();
  const mara = await signIn(browser, "Mara Lindqvist");
  announceStatus(mara, 403);
  expect(await open(mara, "/support")).toBe(403);
});
