// From a cart to its order: reviewed, submitted once by whoever is first, approved by somebody else; with and without scripts.
import AxeBuilder from "@axe-core/playwright";
import { addToCart, announceStatus, confirm, dialog, expect, findPart, list, open, signIn, test, type Browser, type Page } from "./support";

const CART = "/connector/shopping-cart";

/** Agreed at once, at the seller's own price. */
async function buy(buyer: Page, part: string) {
  await findPart(buyer, part);
  await buyer.getByRole("button", { name: "Buy at list price" }).click();
  await confirm(buyer, "Buy at list price");
  await expect(buyer.getByRole("status").getByRole("link", { name: "Open line" })).toBeVisible();
}

/** A buyer of Corvane, whose cart is theirs alone in these stories. */
async function rahul(browser: Browser, options = {}) {
  return signIn(browser, "Rahul Deshpande", { fresh: true, ...options });
}

/** What a member may order alone, in euros. */
async function limit(browser: Browser, name: string, perOrder: string | null) {
  const admin = await signIn(browser, "Aoife Brannigan", { fresh: true, at: "/organisation/ordering" });
  const row = admin.locator("tr", { hasText: name });
  if (perOrder === null) {
    await row.getByRole("button", { name: `Remove the limit of ${name} in EUR` }).click();
    await expect(row).toContainText("everything");
    return;
  }
  await admin.getByRole("button", { name: "Set a limit" }).click();
  await dialog(admin).getByLabel("Member").selectOption({ label: name });
  await dialog(admin).getByLabel("Currency").fill("EUR");
  await dialog(admin).getByLabel("Per order").fill(perOrder);
  await dialog(admin).getByRole("button", { name: "Set limit" }).click();
  await expect(dialog(admin)).toHaveCount(0);
  await expect(row).toContainText(`${perOrder}.00 EUR`);
}

test("what is agreed is reviewed and ordered, and what is not goes on in a fresh cart", async ({ browser }) => {
  const seller = await signIn(browser, "Jonas Keller");
  const buyer = await rahul(browser);
  const [part, waiting] = [await list(seller), await list(seller, { price: "" , currency: "" })];
  await buy(buyer, part);
  await addToCart(buyer, waiting, 4);
  await open(buyer, CART);
  await expect(buyer.locator(".ready-bar")).toContainText("agreed");
  await buyer.locator(".ready-bar").getByRole("link", { name: "Check out" }).click();

  await expect(buyer.getByRole("heading", { level: 1, name: "Checkout" })).toBeVisible();
  await expect(buyer.getByRole("region", { name: "From Orbit Aero Supply" }).first()).toContainText(part);
  await expect(buyer.locator("section", { hasText: "Still in negotiation" })).toContainText(waiting);
  await expect(buyer.locator("address").first()).toContainText("Hangar Road 4");
  await buyer.getByLabel("Your PO number").fill("COR-1");
  await buyer.getByRole("button", { name: /^Order for / }).click();

  await expect(buyer.getByRole("heading", { level: 1 })).toHaveText(/^Order O-\d+$/);
  await expect(buyer.locator("aside")).toContainText("COR-1");
  await expect(buyer.locator(".order-bag", { hasText: "Orbit Aero Supply" })).toContainText(part);
  await expect(buyer.locator(".stages").first()).toContainText("Accepted");
  const order = (await buyer.getByRole("heading", { level: 1 }).textContent())!.replace("Order ", "");
  await open(buyer, CART);
  await expect(buyer.locator("tbody tr", { hasText: waiting })).toHaveCount(1);
  await expect(buyer.locator(".ready-bar")).toHaveCount(0);

  // Its seller has it, without the number of anything else.
  await open(seller, "/connector/bags");
  await expect(seller.locator("tbody tr", { hasText: order })).toContainText("Corvane Regional Airways");
});

test("without scripts an order is submitted and shows itself", async ({ browser }) => {
  const seller = await signIn(browser, "Jonas Keller");
  const buyer = await rahul(browser, { javaScriptEnabled: false });
  const part = await list(seller);
  await open(buyer, `/connector/parts?q=${part}`, { scripts: false });
  await buyer.locator("a.row-link", { hasText: part }).click();
  await buyer.getByRole("button", { name: "Buy at list price" }).click();
  await dialog(buyer).getByRole("button", { name: "Buy at list price" }).click();
  await open(buyer, "/checkout", { scripts: false });
  await buyer.getByLabel("Your PO number").fill("COR-2");
  await buyer.getByLabel("Notes for the sellers").fill("Leave it at gate 3");
  await buyer.getByRole("button", { name: /^Order for / }).click();
  await expect(buyer.getByRole("heading", { level: 1 })).toHaveText(/^Order O-\d+$/);
  await expect(buyer.locator("aside")).toContainText("Leave it at gate 3");
});

test("an order above the limit waits, locks the cart, is sent back, and is approved by somebody else", async ({ browser }) => {
  const seller = await signIn(browser, "Jonas Keller");
  const buyer = await rahul(browser);
  await limit(browser, "Rahul Deshpande", "10");
  const part = await list(seller);
  await buy(buyer, part);
  await open(buyer, CART);
  await expect(buyer.locator(".ready-bar")).toContainText("Magda Wolska would have to approve it: above the limit of 10.00 EUR per order");
  await open(buyer, "/checkout");
  await expect(buyer.locator("aside")).toContainText("Magda Wolska may approve it.");
  await buyer.getByRole("button", { name: /^Ask for approval of / }).click();
  await expect(buyer.locator(".notice.is-warning")).toContainText("Locked: awaiting approval");
  await open(buyer, CART);
  await expect(buyer.locator(".notice.is-warning")).toContainText("it waits for Magda Wolska");
  await open(buyer, "/carts");
  await expect(buyer.locator("tr[aria-current]")).toContainText("Waits for approval");
  await open(buyer, CART);

  const magda = await signIn(browser, "Magda Wolska", { fresh: true, at: "/approvals" });
  await expect(magda.locator(".rail a.rail-link", { hasText: "Approvals" })).toContainText("1");
  await magda.locator("tbody tr", { hasText: "Rahul Deshpande" }).first().getByRole("link").click();
  await expect(magda.locator("main")).toContainText(part);
  await magda.getByRole("button", { name: "Send back" }).click();
  await dialog(magda).getByLabel("Comment").fill("Ask Kestrel first");
  await dialog(magda).getByRole("button", { name: "Send back" }).click();
  await expect(dialog(magda)).toHaveCount(0);
  await expect(buyer.locator(".notice.is-warning")).toContainText("Ask Kestrel first");

  await open(buyer, "/checkout");
  await buyer.getByRole("button", { name: /^Ask for approval of / }).click();
  await expect(buyer.locator(".notice.is-warning")).toContainText("Locked: awaiting approval");
  await open(magda, "/approvals");
  await magda.locator("tbody tr", { hasText: "Rahul Deshpande" }).first().getByRole("link").click();
  await magda.getByRole("button", { name: "Approve" }).click();
  await dialog(magda).getByRole("button", { name: "Approve" }).click();
  await expect(magda.getByRole("heading", { level: 1 })).toHaveText(/^Order O-\d+$/);
  await expect(magda.locator("aside")).toContainText("Magda Wolska");
  await open(buyer, "/orders");
  await expect(buyer.locator("tbody tr").first()).toContainText("Rahul Deshpande");
  await limit(browser, "Rahul Deshpande", null);
});

test("of two who submit one shared cart the second reads whose order it is", async ({ browser }) => {
  const seller = await signIn(browser, "Jonas Keller");
  const one = await rahul(browser);
  const two = await signIn(browser, "Aoife Brannigan", { fresh: true });
  await buy(one, await list(seller));
  await addToCart(one, await list(seller, { price: "", currency: "" }), 1);
  await open(one, CART);
  await one.locator(".cart-bar").getByRole("button", { name: "Share" }).click();
  await dialog(one).getByLabel("Name", { exact: true }).fill("Both at once");
  await dialog(one).getByRole("button", { name: "Share", exact: true }).click();
  await expect(one.locator("#cart-title")).toHaveText("Both at once");
  await open(two, "/carts");
  await two.locator("tr", { hasText: "Both at once" }).getByRole("button", { name: "Make current" }).click();
  await expect(two.locator("tr[aria-current=true]")).toContainText("Both at once");
  await open(two, CART);
  await open(one, "/checkout");
  await one.getByRole("button", { name: /^Order for / }).click();
  await expect(one.getByRole("heading", { level: 1 })).toHaveText(/^Order O-\d+$/);
  await expect(two.locator(".notice.is-info")).toContainText("Rahul Deshpande submitted “Both at once”: it became order O-");
  await expect(two.locator("#cart-title")).toHaveText("Both at once");
});

test("addresses, terms and limits are the admin's, and one address less is one choice less", async ({ browser }) => {
  const admin = await signIn(browser, "Aoife Brannigan", { fresh: true, at: "/organisation" });
  await admin.getByRole("link", { name: "Ordering" }).click();
  await admin.getByRole("button", { name: "New address" }).click();
  announceStatus(admin, 422);
  for (const [label, text] of [["What you call it", "Dock"], ["Company", "Corvane"], ["Street", "Quay 1"], ["Postal code", "D01"], ["City", "Dublin"], ["Country, two letters", "I1"]]) {
    await dialog(admin).getByLabel(label, { exact: true }).fill(text);
  }
  await dialog(admin).getByRole("button", { name: "Save address" }).click();
  await expect(dialog(admin).locator(".error")).toContainText("two letters");
  await dialog(admin).getByLabel("Country, two letters").fill("IE");
  await dialog(admin).getByRole("button", { name: "Save address" }).click();
  await expect(dialog(admin)).toHaveCount(0);
  const row = admin.locator("tr", { hasText: "Quay 1" });
  await row.getByRole("button", { name: "Archive" }).click();
  await dialog(admin).getByRole("button", { name: "Archive" }).click();
  await expect(row).toHaveCount(0);
  const buyer = await rahul(browser);
  announceStatus(buyer, 403);
  expect(await open(buyer, "/organisation/ordering")).toBe(403);
});

for (const theme of ["light", "dark"] as const) {
  test(`checkout and approvals have no accessibility fault in the ${theme} theme`, async ({ browser }) => {
    const seller = await signIn(browser, "Jonas Keller");
    const buyer = await rahul(browser, { colorScheme: theme, reducedMotion: "reduce" });
    await buy(buyer, await list(seller));
    for (const path of [CART, "/checkout", "/orders", "/approvals"]) {
      await open(buyer, path);
      await expect(buyer.getByRole("heading", { level: 1 })).toBeVisible();
      const { violations } = await new AxeBuilder({ page: buyer }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`), path).toEqual([]);
    }
  });
}
