// What is looked at, and in which ways.
import type { BrowserContextOptions, Page } from "@playwright/test";

/** One way of looking at a page. */
export interface Mode {
  name: string;
  theme: "light" | "dark";
  options: BrowserContextOptions;
}

const size = (width: number, height: number) => ({ viewport: { width, height } });

export const MODES: Mode[] = [
  { name: "light", theme: "light", options: size(1440, 900) },
  { name: "dark", theme: "dark", options: size(1440, 900) },
  { name: "phone", theme: "light", options: { ...size(390, 844), hasTouch: true } },
  { name: "phone-dark", theme: "dark", options: { ...size(390, 844), hasTouch: true } },
  { name: "wide", theme: "light", options: size(1920, 1080) },
  // 1280 pixels enlarged to 200 %.
  { name: "zoom", theme: "light", options: { ...size(640, 450), deviceScaleFactor: 2 } },
  { name: "forced-colours", theme: "light", options: { ...size(1440, 900), forcedColors: "active" } },
];

/** A page in a state. */
export interface View {
  name: string;
  /** Nobody: a guest. */
  person?: string;
  path: string;
  /** Follows the first link that fits, to a page known only by what is in the marketplace. */
  follow?: string;
  /** Brings the page into its state. */
  prepare?: (page: Page) => Promise<unknown>;
  /** Takes back what `prepare` changed, for the pictures after this one. */
  after?: (page: Page) => Promise<unknown>;
}

const BUYER = "Mara Lindqvist";
const SELLER = "Jonas Keller";
const ADMIN = "Anahera Tautari";
const SUPPORT = "Saoirse Quinn";
/** Has asked for nothing yet. */
const NEWCOMER = "Noor van Dalen";
/** Buys and sells. */
const BOTH = "Hemi Walker";
const FIRST_ROW = "main a.row-link";

const press = (key: string) => async (page: Page) => {
  await page.keyboard.press(key);
  await page.locator("dialog:modal").last().waitFor();
};

const openDetails = async (page: Page) => {
  await page.locator("main a.details-toggle").first().click();
  await page.locator(".item-details").waitFor();
};

const removal = (page: Page) => page.locator(".toast-region button");

/** Makes a cart the current one by its name. */
const workIn = async (page: Page, name: string) => {
  await page.goto("/carts");
  const button = page.locator("main tr", { hasText: name }).getByRole("button", { name: "Make current" });
  if (await button.count()) await button.click();
  await page.locator("main tr[aria-current=true]", { hasText: name }).waitFor();
};

/** Opens what support found with a reason. */
const openFound = (which: string) => async (page: Page) => {
  await page.getByLabel("Look for").fill("Halden");
  await page.getByLabel("Reason").fill("Halden called: its PO is wrong");
  await page.getByRole("button", { name: "Search" }).click();
  await page.waitForURL("**/support?of=*");
  await page.goto((await page.locator(`main a[href^='/support/${which}/']`).first().getAttribute("href"))!);
  const opened = page.getByText("Opened because");
  const button = page.getByRole("button", { name: "Open", exact: true });
  await opened.or(button).first().waitFor();
  if (await button.count()) await button.click();
  await opened.waitFor();
};

const SHARED = "Workshop stock";

const inShared = async (page: Page) => {
  await workIn(page, SHARED);
  await page.goto("/connector/shopping-cart");
  await page.locator("#cart-title", { hasText: SHARED }).waitFor();
};

/** Takes a shared cart away, which can be undone for ten seconds. */
const removeShared = async (page: Page) => {
  await page.goto("/carts");
  await page.goto((await page.locator("main tr", { hasText: SHARED }).locator("a[href$='/unshare']").getAttribute("href"))!);
  await page.getByRole("button", { name: "Remove cart" }).click();
  await page.getByRole("heading", { level: 1, name: "is unshared" }).waitFor();
};

const undoRemoval = async (page: Page) => {
  await page.goto("/carts");
  await page.locator("main .notice").getByRole("button", { name: "Undo" }).click();
  await page.locator("main tr", { hasText: SHARED }).waitFor();
};

const inPersonal = (page: Page) => workIn(page, "Personal cart");

const askToBuy = async (page: Page) => {
  await page.getByRole("button", { name: "Buy at list price" }).first().click();
  await page.locator("dialog:modal").waitFor();
};

/** Buys the smallest quantity of the first offer. */
const buyAsGuest = async (page: Page) => {
  await askToBuy(page);
  await page.locator("dialog:modal").getByRole("button", { name: "Buy at list price" }).click();
  await page.getByRole("link", { name: "Open the cart" }).waitFor();
};

/** Goes to another page whose answer never comes. */
const hang = (link: string) => async (page: Page) => {
  await page.route("**/load_lines", () => {});
  await page.locator(link).first().evaluate((link: HTMLElement) => link.click());
  await page.locator("main .skeleton").first().waitFor({ state: "attached" });
};

export const VIEWS: View[] = [
  { name: "sign-in", path: "/sign-in" },
  { name: "sign-in-refused", path: "/sign-in", prepare: async (page) => {
    await page.getByLabel("E-mail").fill("nobody@nowhere.example");
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("alert").first().waitFor();
  } },
  { name: "guest-parts", path: "/connector/parts?q=bolt" },
  { name: "guest-part", path: "/connector/parts?q=bolt", follow: FIRST_ROW },
  { name: "guest-cart-empty", path: "/connector/shopping-cart" },
  { name: "guest-buy-dialog", path: "/connector/parts?q=bolt&priced=true&available=true", follow: FIRST_ROW, prepare: askToBuy },
  { name: "guest-cart", path: "/connector/parts?q=bolt&priced=true&available=true", follow: FIRST_ROW, prepare: async (page) => {
    await buyAsGuest(page);
    await page.goto("/connector/shopping-cart");
  } },
  { name: "guest-checkout", path: "/connector/parts?q=bolt&priced=true&available=true", follow: FIRST_ROW, prepare: async (page) => {
    await buyAsGuest(page);
    await page.goto("/checkout");
  } },
  { name: "guest-denied", path: "/carts" },
  { name: "not-found", path: "/there/is/nothing" },
  { name: "not-found-line", person: BUYER, path: "/connector/shopping-cart/lines/nonsense" },
  { name: "denied", person: BUYER, path: "/connector/requests" },
  { name: "invitation-gone", path: "/invitations/nonsense" },

  { name: "buyer-overview", person: BUYER, path: "/connector" },
  { name: "buyer-overview-tables", person: BUYER, path: "/connector", prepare: (page) =>
    page.locator(".chart-table").evaluateAll((all) => all.forEach((details) => details.setAttribute("open", ""))) },
  { name: "parts", person: BUYER, path: "/connector/parts" },
  { name: "parts-found", person: BUYER, path: "/connector/parts?q=bolt" },
  { name: "parts-none", person: BUYER, path: "/connector/parts?q=there+is+no+such+part" },
  { name: "part", person: BUYER, path: "/connector/parts?q=bolt", follow: FIRST_ROW },
  { name: "part-history", person: BUYER, path: "/connector/transactions", prepare: async (page) => {
    const part = (await page.locator(FIRST_ROW).first().textContent())!.trim().replace(/[\s.-]/g, "").toUpperCase();
    await page.goto(`/connector/parts/${encodeURIComponent(part)}`);
  } },
  { name: "part-demand-dialog", person: BUYER, path: "/connector/parts?q=bolt", follow: FIRST_ROW, prepare: (page) =>
    page.locator("[commandfor=new-demand]").first().click({ timeout: 3_000 }) },
  { name: "cart", person: BUYER, path: "/connector/shopping-cart" },
  { name: "cart-loading", person: BUYER, path: "/connector/transactions", prepare: hang(".rail a[href='/connector/shopping-cart']") },
  { name: "cart-closed", person: BUYER, path: "/connector/shopping-cart?tab=closed" },
  { name: "cart-empty", person: NEWCOMER, path: "/connector/shopping-cart" },
  { name: "cart-details", person: BUYER, path: "/connector/shopping-cart", prepare: openDetails },
  { name: "cart-details-quote", person: BUYER, path: "/connector/shopping-cart", prepare: async (page) => {
    await page.locator("main tr:has(.is-quote) a.details-toggle").first().click();
    await page.locator(".item-details").waitFor();
  } },
  { name: "cart-share", person: BUYER, path: "/connector/shopping-cart", prepare: press("s") },
  { name: "cart-switcher", person: BUYER, path: "/connector/shopping-cart", prepare: (page) => page.locator(".cart-switch summary").click() },
  { name: "cart-shared", person: BUYER, path: "/carts", prepare: inShared, after: inPersonal },
  { name: "cart-removed", person: BUYER, path: "/connector/shopping-cart", prepare: async (page) => {
    await openDetails(page);
    await page.getByRole("button", { name: "Remove from cart" }).click();
    await removal(page).waitFor();
  }, after: async (page) => {
    await removal(page).click();
    await removal(page).waitFor({ state: "detached" });
  } },
  { name: "carts", person: BUYER, path: "/carts" },
  { name: "carts-menu", person: BUYER, path: "/carts", prepare: (page) => page.locator("main tr details.menu summary").last().click() },
  { name: "carts-rename", person: BUYER, path: "/carts", prepare: async (page) => {
    await page.locator("main tr details.menu summary").last().click();
    await page.getByRole("button", { name: "Rename" }).last().click();
    await page.locator("dialog:modal").waitFor();
  } },
  { name: "cart-history", person: BUYER, path: "/carts", follow: "main a[href$='/history']" },
  { name: "cart-start", person: BUYER, path: "/carts", follow: "main a[href$='/history']", prepare: async (page) => {
    await page.goto((await page.locator("main a[href*='/start']").nth(3).getAttribute("href"))!);
  } },
  { name: "cart-unshare", person: BUYER, path: "/carts", follow: "main a[href$='/unshare']" },
  { name: "cart-unshared", person: BUYER, path: "/carts", prepare: removeShared, after: undoRemoval },
  { name: "carts-undo", person: BUYER, path: "/carts", prepare: async (page) => {
    await removeShared(page);
    await page.goto("/carts");
  }, after: undoRemoval },
  { name: "cart-trash", person: BUYER, path: "/carts", prepare: async (page) => {
    await removeShared(page);
    await page.goto("/carts/trash");
  }, after: undoRemoval },
  { name: "cart-trash-empty", person: BUYER, path: "/carts/trash" },
  { name: "buyer-line", person: BUYER, path: "/connector/shopping-cart", follow: FIRST_ROW },
  { name: "buyer-line-quote", person: BUYER, path: "/connector/shopping-cart", follow: "main tr:has(.is-quote) a.row-link" },
  { name: "buyer-line-accept", person: BUYER, path: "/connector/shopping-cart", follow: "main tr:has(.is-quote) a.row-link", prepare: press("a") },
  { name: "buyer-line-withdraw", person: BUYER, path: "/connector/shopping-cart", follow: FIRST_ROW, prepare: press("w") },
  { name: "buyer-line-closed", person: BUYER, path: "/connector/shopping-cart?tab=closed", follow: FIRST_ROW },
  { name: "buyer-line-document", person: BUYER, path: "/connector/shopping-cart", follow: FIRST_ROW, prepare: press("d") },
  { name: "buyer-line-counter", person: BUYER, path: "/connector/shopping-cart", follow: "main tr:has(.is-quote) a.row-link", prepare: press("o") },
  { name: "compare", person: BUYER, path: "/connector/shopping-cart", follow: "main a.compare-link" },
  { name: "buyer-reasons", person: BUYER, path: "/connector/shopping-cart/reasons" },
  { name: "replies", person: BUYER, path: "/connector/replies" },
  { name: "demands", person: BUYER, path: "/connector/demands" },
  { name: "demands-closed", person: BUYER, path: "/connector/demands?tab=closed" },
  { name: "transactions", person: BUYER, path: "/connector/transactions" },
  { name: "transaction", person: BUYER, path: "/connector/transactions", follow: FIRST_ROW },
  { name: "notifications", person: BUYER, path: "/notifications" },
  { name: "profile", person: BUYER, path: "/profile" },
  { name: "palette", person: BUYER, path: "/connector/shopping-cart", prepare: press("Control+k") },
  { name: "palette-typed", person: BUYER, path: "/connector/shopping-cart", prepare: async (page) => {
    await press("Control+k")(page);
    await page.keyboard.type("de");
  } },
  { name: "keys", person: BUYER, path: "/connector/shopping-cart", prepare: press("?") },
  { name: "person-menu", person: BUYER, path: "/connector/parts", prepare: (page) => page.locator("summary.menu-person").click() },

  { name: "seller-overview", person: SELLER, path: "/connector" },
  { name: "requests", person: SELLER, path: "/connector/requests" },
  { name: "requests-closed", person: SELLER, path: "/connector/requests?tab=closed" },
  { name: "seller-line", person: SELLER, path: "/connector/requests", follow: FIRST_ROW },
  { name: "seller-line-price", person: SELLER, path: "/connector/requests", follow: FIRST_ROW, prepare: press("p") },
  { name: "requests-bulk", person: SELLER, path: "/connector/requests", prepare: async (page) => {
    for (const row of [0, 1, 2]) await page.locator("main tbody input[type=checkbox]").nth(row).check();
  } },
  { name: "seller-reasons", person: SELLER, path: "/connector/requests/reasons" },
  { name: "seller-line-documents", person: SELLER, path: "/connector/requests", follow: "main tr:has([title='Documentation requested']) a.row-link", prepare: press("d") },
  { name: "seller-line-decline", person: SELLER, path: "/connector/requests", follow: FIRST_ROW, prepare: press("n") },
  { name: "seller-part", person: SELLER, path: "/connector/parts?q=bolt", follow: FIRST_ROW },
  { name: "inventory", person: SELLER, path: "/connector/inventory" },
  { name: "inventory-history", person: SELLER, path: "/connector/inventory/history" },
  { name: "inventory-check", person: SELLER, path: "/connector/inventory", prepare: async (page) => {
    const rows = ["part number;qty;price;currency;note", "AN3-10;40;0.64;EUR;x", "MS20470AD4-6;many;2.00;EUR;x", "NAS1149F0332P;25;0.40;;x"];
    await page.locator("main input[type=file]").first().setInputFiles({ name: "stock.csv", mimeType: "text/csv", buffer: Buffer.from(rows.join("\n")) });
    await page.locator("main form:has(input[type=file]) button[type=submit]").first().click();
    await page.waitForURL("**/uploads/**");
  } },
  { name: "seller-transactions", person: SELLER, path: "/connector/transactions" },
  { name: "overview-empty", person: NEWCOMER, path: "/connector" },
  { name: "both-overview", person: BOTH, path: "/connector" },
  { name: "settings", person: "Bertrand Okafor", path: "/admin/settings" },
  { name: "deliveries", person: "Bertrand Okafor", path: "/admin/deliveries?show=all" },
  { name: "support", person: SUPPORT, path: "/support" },
  { name: "support-found", person: SUPPORT, path: "/support", prepare: async (page) => {
    await page.getByLabel("Look for").fill("Halden");
    await page.getByLabel("Reason").fill("Halden called: its PO is wrong");
    await page.getByRole("button", { name: "Search" }).click();
    await page.waitForURL("**/support?of=*");
  } },
  { name: "support-closed", person: SUPPORT, path: "/support", prepare: async (page) => {
    await page.getByLabel("Look for").fill("Fjord");
    await page.getByLabel("Reason").fill("Fjord asks where its order is");
    await page.getByRole("button", { name: "Search" }).click();
    await page.waitForURL("**/support?of=*");
    await page.goto((await page.locator("main a[href^='/support/orders/']").first().getAttribute("href"))!);
  } },
  { name: "support-order", person: SUPPORT, path: "/support", prepare: openFound("orders") },
  { name: "support-cart", person: SUPPORT, path: "/support", prepare: openFound("carts") },
  { name: "support-log", person: SUPPORT, path: "/support/log" },
  { name: "connector", person: "Delphine Marchetti", path: "/organisation/connector" },
  { name: "organisation", person: ADMIN, path: "/organisation" },
];
