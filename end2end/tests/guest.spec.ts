// Guests: buying and ordering without an account, and taking along what was bought when signing in.
import { announceStatus, confirm, dialog, expect, interactive, list, open, signIn, test, visit, type Browser, type Page } from "./support";

const CART = "/connector/shopping-cart";

/** Finds a part, buys some of it at list price, and reads that it worked. */
async function buy(page: Page, part: string, quantity: number, scripts = true) {
  await open(page, `/connector/parts?q=${part}`, { live: false, scripts });
  await page.locator("a.row-link", { hasText: part }).click();
  await expect(page.getByRole("heading", { level: 1, name: part })).toBeVisible();
  await page.getByRole("button", { name: "Buy at list price" }).first().click();
  await dialog(page).getByLabel("Quantity").fill(String(quantity));
  await confirm(page, "Buy at list price");
  await expect(page.getByRole("status").getByRole("link", { name: "Open the cart" })).toBeVisible();
}

const CONTACT = {
  "Your name": "Ada Lovelace", "E-mail": "ada@engine.example", "Phone": "+44 20 7946 0000", "Street and number": "12 St James's Square",
  "Postal code": "SW1Y 4JH", "City": "London", "Country, two letters": "GB",
};

async function fillIn(page: Page) {
  for (const [label, text] of Object.entries(CONTACT)) await page.getByLabel(label).fill(text);
}

/** Two parts that nobody else offers, each of another seller. */
async function twoParts(browser: Browser) {
  const jonas = await signIn(browser, "Jonas Keller");
  const hemi = await signIn(browser, "Hemi Walker");
  return { jonas, bolt: await list(jonas), seal: await list(hemi, { price: "0.50", quantity: 900 }) };
}

test("a guest buys from two sellers, orders, and sees what is shipped", async ({ browser }) => {
  const { jonas, bolt, seal } = await twoParts(browser);
  const guest = await visit(browser);
  await buy(guest, bolt, 4);
  await expect(guest.locator(`.rail a[href='${CART}'] .rail-count`)).toHaveText("1");
  await expect(guest.getByRole("link", { name: "Sign in to negotiate" }).first()).toHaveAttribute("href", /^\/sign-in\?next=/);
  await buy(guest, seal, 10);
  await guest.getByRole("status").getByRole("link", { name: "Open the cart" }).click();
  await expect(guest.getByRole("heading", { level: 1 })).toHaveText("Shopping cart");
  await expect(guest.locator("main")).toContainText("2 lines from 2 sellers");
  await expect(guest.locator(".summary")).toContainText("55.00");

  // Another quantity, as far as the seller has it; what cannot be had changes nothing.
  const quantity = guest.getByLabel(`Quantity of ${seal}`);
  announceStatus(guest, 409);
  await quantity.fill("901");
  await quantity.press("Enter");
  await expect(guest.locator("tbody tr", { hasText: seal }).getByRole("alert").first()).toBeVisible();
  await expect(guest.locator(".summary")).toContainText("55.00");
  await quantity.fill("900");
  await quantity.press("Enter");
  await expect(guest.locator(".summary")).toContainText("500.00");
  await expect(quantity).toHaveValue("900");

  // What one does not want after all is given back.
  await guest.locator("tbody tr", { hasText: seal }).getByRole("button", { name: "Remove" }).click();
  await expect(guest.locator("tbody tr", { hasText: seal })).toHaveCount(0);
  await buy(guest, seal, 20);
  await open(guest, CART);
  await guest.getByRole("link", { name: "Check out" }).click();
  await expect(guest.getByRole("heading", { level: 1 })).toHaveText("Checkout");
  await fillIn(guest);
  await guest.getByRole("button", { name: /^Order for 60\.00 EUR$/ }).click();
  await expect(guest.getByRole("heading", { level: 1 })).toHaveText(/^Order O-\d+$/);
  const number = (await guest.getByRole("heading", { level: 1 }).textContent())!.replace("Order ", "");
  await expect(guest.getByRole("button", { name: "Report a return" })).toHaveCount(0);
  const pdf = await guest.request.get((await guest.getByRole("link", { name: "PDF" }).getAttribute("href"))!);
  expect([pdf.status(), pdf.headers()["content-type"]]).toEqual([200, "application/pdf"]);

  // The seller knows whom the bag is for, and ships it; the guest's open page says so.
  await open(jonas, `/connector/bags?search=${number}`);
  await expect(jonas.locator("tbody")).toContainText("Guest: Ada Lovelace (");
  await jonas.locator("a.row-link", { hasText: number }).click();
  await expect(jonas.locator("main")).toContainText("12 St James's Square");
  await jonas.getByRole("button", { name: "Ship", exact: true }).click();
  await dialog(jonas).getByLabel("Carrier").fill("DHL");
  await dialog(jonas).getByLabel("Tracking number").fill("JD78");
  await confirm(jonas, "Ship");
  await expect(guest.getByLabel("Progress at Orbit Aero Supply")).toContainText("Under way");
  await expect(guest.locator(".order-bag", { hasText: "Orbit Aero Supply" }).locator(".shipments")).toContainText("JD78");

  // The cart page leads back to it.
  await open(guest, CART);
  await guest.getByRole("link", { name: number }).click();
  await expect(guest.getByRole("heading", { level: 1 })).toHaveText(`Order ${number}`);
});

test("whoever signs in finds what they bought as a guest in their cart, with a report", async ({ browser }) => {
  const { jonas, bolt, seal } = await twoParts(browser);
  const guest = await visit(browser);
  await buy(guest, bolt, 4);
  await buy(guest, seal, 10);
  await open(guest, CART);
  await guest.locator(".summary").getByRole("link", { name: "Sign in" }).click();
  await guest.waitForURL("**/sign-in?next=*");
  await interactive(guest);
  await guest.getByRole("button", { name: /^Kirra Donnelly/ }).click();
  await guest.waitForURL(`**${CART}`);
  const report = guest.locator(".notice", { hasText: /guest cart/ });
  await expect(report).toContainText("as you bought them");
  await expect(report.locator("li", { hasText: bolt })).toContainText("4 × 12.50 EUR from Orbit Aero Supply");
  await open(guest, `${CART}?tab=closed`);
  for (const part of [bolt, seal]) await expect(guest.locator("tbody tr", { hasText: part }).first()).toContainText("Accepted");

  // The seller sees the end of the guest's line and the same purchase under its new buyer.
  await findClosed(jonas, bolt);
  await report.getByRole("button", { name: "OK" }).click();
  await expect(report).toHaveCount(0);
});

async function findClosed(seller: Page, part: string) {
  await open(seller, "/connector/requests?tab=closed");
  const rows = seller.locator("tbody tr", { hasText: part });
  await expect(rows).toHaveCount(2);
  await expect(rows.filter({ hasText: "Guest " })).toContainText("Closed");
  await expect(rows.filter({ hasNotText: "Guest " })).toContainText("Accepted");
}

test("a guest buys, gives back, orders and signs in without scripts", async ({ browser }) => {
  const { bolt, seal } = await twoParts(browser);
  const scripts = false;
  const guest = await visit(browser, { javaScriptEnabled: false });
  await buy(guest, bolt, 4, scripts);
  await buy(guest, seal, 10, scripts);
  await open(guest, CART, { scripts });
  const quantity = guest.getByLabel(`Quantity of ${seal}`);
  await quantity.fill("many");
  await quantity.press("Enter");
  await expect(guest.locator("tbody tr", { hasText: seal }).getByRole("alert").first()).toContainText("many");
  await expect(quantity).toHaveValue("many");
  await quantity.fill("12");
  await quantity.press("Enter");
  await expect(guest.locator(".summary")).toContainText("56.00");
  await guest.locator("tbody tr", { hasText: seal }).getByRole("button", { name: "Remove" }).click();
  await expect(guest.locator("tbody tr", { hasText: seal })).toHaveCount(0);
  await guest.getByRole("link", { name: "Check out" }).click();

  // A refused form comes back as it was.
  await fillIn(guest);
  await guest.getByLabel("Country, two letters").fill("Britain");
  await guest.getByRole("button", { name: /^Order for 50\.00 EUR$/ }).click();
  await expect(guest.getByRole("alert").first()).toContainText("at most 2 characters");
  await expect(guest.getByLabel("Your name")).toHaveValue("Ada Lovelace");
  await guest.getByLabel("Country, two letters").fill("GB");
  await guest.getByRole("button", { name: /^Order for 50\.00 EUR$/ }).click();
  await expect(guest.getByRole("heading", { level: 1 })).toHaveText(/^Order O-\d+$/);

  await buy(guest, seal, 3, scripts);
  await open(guest, "/sign-in", { scripts });
  await guest.getByRole("button", { name: /^Kirra Donnelly/ }).click();
  await guest.waitForURL(`**${CART}`);
  const report = guest.locator(".notice", { hasText: /guest cart/ });
  await expect(report.locator("li", { hasText: seal })).toBeVisible();
  await report.getByRole("button", { name: "OK" }).click();
  await expect(guest.locator(".notice", { hasText: /guest cart/ })).toHaveCount(0);
});

const ACCESS = {
  Open: "the storefront is open",
  SignInRequiredToAddToCart: "sign-in is required to add to the cart.",
  SignInRequiredToAddToCartOrSeePrices: "sign-in is required to add to the cart or see prices",
  SignInRequiredToBrowse: "sign-in is required to browse",
};

/** The merchant says how far the storefront is open. */
async function setAccess(merchant: Page, access: keyof typeof ACCESS) {
  await open(merchant, "/admin/settings");
  await merchant.getByLabel("Storefront access").selectOption(access);
  await merchant.getByRole("button", { name: "Save storefront settings" }).click();
  await expect(merchant.getByText(`In force: ${ACCESS[access]}`)).toBeVisible();
}

test("the storefront is as open as the merchant says, and what was bought before comes along", async ({ browser }) => {
  const { bolt } = await twoParts(browser);
  const merchant = await signIn(browser, "Bertrand Okafor", { fresh: true });
  const guest = await visit(browser);
  await buy(guest, bolt, 4);
  const part = `/connector/parts/${bolt.replaceAll("-", "")}`;
  try {
    await setAccess(merchant, "SignInRequiredToAddToCart");
    await expect(merchant.locator("#changes tbody tr").first()).toContainText("Access: Open → SignInRequiredToAddToCart");
    await open(guest, part);
    await expect(guest.locator("tbody").first()).toContainText("12.50");
    await expect(guest.getByRole("link", { name: "Sign in to buy" })).toBeVisible();
    await expect(guest.getByRole("button", { name: "Buy at list price" })).toHaveCount(0);
    announceStatus(guest, 401);
    for (const path of [CART, "/checkout"]) expect(await open(guest, path)).toBe(401);

    await setAccess(merchant, "SignInRequiredToAddToCartOrSeePrices");
    for (const path of [part, `/connector/parts?q=${bolt}`]) {
      expect(await open(guest, path)).toBe(200);
      await expect(guest.locator("tbody tr")).toHaveCount(1);
      await expect(guest.locator("main")).not.toContainText("12.50");
    }
    await expect(guest.locator("main").getByRole("link", { name: "Sign in" })).toBeVisible();

    await setAccess(merchant, "SignInRequiredToBrowse");
    for (const path of [part, "/connector/parts", CART, "/checkout"]) {
      expect(await open(guest, path)).toBe(401);
      await expect(guest.locator("main")).not.toContainText(bolt);
    }
    // Behind the door is what was bought while it was open.
    await open(guest, part, { live: false });
    await guest.locator("main").getByRole("link", { name: "Sign in" }).click();
    await guest.waitForURL("**/sign-in?next=*");
    await interactive(guest);
    await guest.getByRole("button", { name: /^Kirra Donnelly/ }).click();
    await guest.waitForURL(`**${CART}`);
    await expect(guest.locator(".notice", { hasText: /guest cart/ }).locator("li", { hasText: bolt })).toBeVisible();
    await open(guest, part);
    await expect(guest.locator("tbody").first()).toContainText("12.50");
  } finally {
    await setAccess(merchant, "Open");
  }
});
