// Every page, for everyone who may see it and for those who may not: readable, narrow, quiet, and answered rightly.
import AxeBuilder from "@axe-core/playwright";
import { announceStatus, confirm, drawer, expect, list, open, sendFile, signIn, test, visit, type Page } from "./support";

const BUYER_PAGES = [
  "/connector", "/connector/parts", "/connector/parts?q=bolt", "/connector/parts?q=there+is+no+such+part", "/connector/shopping-cart",
  "/connector/shopping-cart?tab=closed", "/connector/demands", "/connector/demands?tab=closed", "/connector/transactions",
  "/notifications", "/organisation", "/organisation/ordering", "/profile", "/checkout", "/orders", "/approvals",
];
const SELLER_PAGES = [
  "/connector", "/connector/requests", "/connector/requests?tab=closed", "/connector/inventory", "/connector/inventory/history",
  "/connector/transactions", "/connector/bags",
];

/** The addresses of pages that are known only by what is in the marketplace. */
async function found(page: Page, list: string): Promise<string> {
  await open(page, list);
  return (await page.locator("main a.row-link").first().getAttribute("href"))!;
}

/** Looks at a page in both themes, then on a phone. Answers what is wrong with it. */
async function faultsOf(page: Page, path: string): Promise<string[]> {
  const faults: string[] = [];
  for (const theme of ["light", "dark"]) {
    await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme);
    const result = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
    for (const { id, impact, nodes } of result.violations) {
      const where = nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`);
      if (impact === "serious" || impact === "critical") faults.push(`${path}, ${theme}: ${id}: ${where.join(" | ")}`);
    }
  }
  const usual = page.viewportSize()!;
  await page.setViewportSize(PHONE);
  const wide = await page.evaluate(() => {
    const boxes = [document.documentElement, ...document.querySelectorAll("dialog.drawer")];
    return boxes.filter((box) => box.scrollWidth > box.clientWidth).map((box) => `${box.tagName} ${box.scrollWidth} > ${box.clientWidth}`);
  });
  await page.setViewportSize(usual);
  return [...faults, ...wide.map((box) => `${path}, phone: too wide: ${box}`)];
}

/** Pages are right in both themes and on a phone; of each list, also the page that its first row leads to. */
async function expectSound(page: Page, paths: string[], details: string[], live = true) {
  const faults: string[] = [];
  for (const path of paths) {
    expect(await open(page, path, { live }), path).toBe(200);
    faults.push(...(await faultsOf(page, path)));
    if (!details.includes(path)) continue;
    const detail = (await page.locator("main a.row-link").first().getAttribute("href"))!;
    expect(await open(page, detail, { live }), detail).toBe(200);
    faults.push(...(await faultsOf(page, detail)));
  }
  expect(faults).toEqual([]);
}

const PHONE = { width: 390, height: 844 };
/** Colours that are on their way from one theme to the other are nobody's. */
const STILL = { reducedMotion: "reduce" } as const;

test("a guest's pages are accessible in both themes and fit a phone", async ({ browser }) => {
  const guest = await visit(browser, STILL);
  const paths = ["/sign-in", "/connector/parts", "/connector/parts?q=bolt", "/connector/shopping-cart", "/checkout"];
  await expectSound(guest, paths, ["/connector/parts?q=bolt"], false);
  const part = await list(await signIn(browser, "Jonas Keller"));
  await open(guest, `/connector/parts/${part.replaceAll("-", "")}`, { live: false });
  await guest.getByRole("button", { name: "Buy at list price" }).click();
  await confirm(guest, "Buy at list price");
  await expect(guest.getByRole("status").getByRole("link", { name: "Open the cart" })).toBeVisible();
  await expectSound(guest, ["/connector/shopping-cart", "/checkout"], []);
});

test("a buyer's pages are accessible in both themes and fit a phone", async ({ browser }) => {
  test.setTimeout(90_000);
  const mara = await signIn(browser, "Mara Lindqvist", STILL);
  await expectSound(mara, BUYER_PAGES, ["/connector/parts?q=bolt", "/connector/shopping-cart", "/connector/shopping-cart?tab=closed", "/connector/transactions", "/orders"]);
});

test("the pages of admins are accessible in both themes and fit a phone", async ({ browser }) => {
  const bertrand = await signIn(browser, "Bertrand Okafor", STILL);
  await expectSound(bertrand, ["/admin/settings", "/admin/deliveries", "/admin/deliveries?show=all"], []);
  const delphine = await signIn(browser, "Delphine Marchetti", STILL);
  await expectSound(delphine, ["/organisation/connector"], []);
});

test("a seller's pages are accessible in both themes and fit a phone", async ({ browser }) => {
  test.setTimeout(90_000);
  const jonas = await signIn(browser, "Jonas Keller", STILL);
  const part = await list(jonas);
  await expectSound(jonas, SELLER_PAGES, ["/connector/requests", "/connector/inventory/history", "/connector/transactions", "/connector/bags"]);
  await open(jonas, "/connector/inventory");
  await jonas.locator("aside tbody").getByRole("link", { name: `${part}.csv` }).click();
  await expect(jonas.getByRole("heading", { level: 1, name: `${part}.csv` })).toBeVisible();
  expect(await faultsOf(jonas, "an upload")).toEqual([]);
  await open(jonas, await sendFile(jonas, "Teil,Menge\nA-1,5\n"));
  await expect(jonas.getByRole("button", { name: "Check file with these columns" })).toBeVisible();
  expect(await faultsOf(jonas, "columns to match")).toEqual([]);
  await open(jonas, await sendFile(jonas, "part_number,quantity\nA-1,5\n", "replace"));
  await jonas.getByRole("button", { name: "Confirm upload" }).click();
  await expect(jonas.getByLabel(/^Yes, take .* off the market$/)).toBeVisible();
  expect(await faultsOf(jonas, "most of the stock")).toEqual([]);
});

test("support's pages are accessible in both themes and fit a phone", async ({ browser }) => {
  const saoirse = await signIn(browser, "Saoirse Quinn", STILL);
  await open(saoirse, "/support");
  await saoirse.getByLabel("Look for").fill("Halden");
  await saoirse.getByLabel("Reason").fill("A call");
  await saoirse.getByRole("button", { name: "Search" }).click();
  await expect(saoirse).toHaveURL(/\?of=/);
  const found = new URL(saoirse.url()).pathname + new URL(saoirse.url()).search;
  await expectSound(saoirse, ["/support", found, "/support/log"], [found]);
});

test("pages that refuse are accessible in both themes and fit a phone", async ({ browser }) => {
  const faults: string[] = [];
  const look = async (page: Page, path: string, status: number, live = true) => {
    announceStatus(page, status);
    expect(await open(page, path, { live }), path).toBe(status);
    faults.push(...(await faultsOf(page, path)));
  };
  const guest = await visit(browser, STILL);
  await look(guest, "/there/is/nothing", 404, false);
  await look(guest, "/carts", 401, false);
  await look(guest, "/invitations/nonsense", 404, false);
  const mara = await signIn(browser, "Mara Lindqvist", STILL);
  await look(mara, "/connector/requests", 403);
  await look(mara, "/connector/shopping-cart/lines/nonsense", 404);
  expect(faults).toEqual([]);
});

test("the theme is chosen in the person menu and stays", async ({ browser }) => {
  const mara = await signIn(browser, "Mara Lindqvist", { fresh: true, colorScheme: "light" });
  const background = () => mara.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await background();
  await mara.locator("summary.menu-person").click();
  await mara.getByRole("button", { name: "Dark", exact: true }).click();
  await expect(mara.getByRole("button", { name: "Dark", exact: true })).toHaveAttribute("aria-pressed", "true");
  await expect.poll(background).not.toBe(light);
  await open(mara, "/connector/demands");
  await expect(mara.locator("html")).toHaveAttribute("data-theme", "dark");
  expect(await background()).not.toBe(light);
});

test("rows fold on a phone and the drawer fills it", async ({ browser }) => {
  const mara = await signIn(browser, "Mara Lindqvist", { viewport: PHONE, at: "/connector/shopping-cart" });
  const row = mara.locator("tbody tr").first();
  await expect(row.locator("td.lo").first()).toBeHidden();
  const number = (await row.locator("[data-fold=lead]").boundingBox())!;
  const seller = (await row.locator("[data-fold=sub]").boundingBox())!;
  expect(seller.y).toBeGreaterThan(number.y);
  await row.getByRole("link").first().click();
  await expect(drawer(mara)).toBeVisible();
  await expect.poll(async () => (await drawer(mara).boundingBox())!.width).toBe(390);
});

test("an address that leads nowhere is a page with status 404", async ({ browser }) => {
  const guest = await visit(browser);
  announceStatus(guest, 404);
  expect(await open(guest, "/there/is/nothing", { live: false })).toBe(404);
  await expect(guest.getByRole("heading", { level: 1 })).toHaveText("Not found");
  await guest.getByRole("link", { name: "Find parts" }).click();
  await expect(guest.getByRole("heading", { level: 1 })).toHaveText("Parts");
});

test("a line, a transaction and an upload of others are not found", async ({ browser }) => {
  const mara = await signIn(browser, "Mara Lindqvist");
  const line = await found(mara, "/connector/shopping-cart");
  const transaction = await found(mara, "/connector/transactions");
  const emil = await signIn(browser, "Emil Strand");
  for (const path of [line, transaction, "/connector/shopping-cart/lines/nonsense"]) {
    announceStatus(emil, 404);
    expect(await open(emil, path), path).toBe(404);
    await expect(emil.locator("body")).toContainText("There is nothing here, or it is not yours to see.");
  }
});

test("a page beyond one's role is refused with 403, a guest is asked to sign in with 401", async ({ browser }) => {
  const aino = await signIn(browser, "Aino Korhonen");
  for (const path of ["/connector/requests", "/connector/inventory", "/organisation"]) {
    announceStatus(aino, 403);
    expect(await open(aino, path), path).toBe(403);
    await expect(aino.locator("main")).toContainText("Your role does not include this page.");
  }
  const priya = await signIn(browser, "Priya Nair");
  for (const path of ["/connector/shopping-cart", "/connector/demands", "/organisation"]) {
    announceStatus(priya, 403);
    expect(await open(priya, path), path).toBe(403);
  }
  const guest = await visit(browser);
  for (const path of ["/carts", "/connector/requests", "/connector/transactions", "/notifications", "/organisation"]) {
    announceStatus(guest, 401);
    expect(await open(guest, path, { live: false }), path).toBe(401);
    await expect(guest.locator("main").getByRole("link", { name: "Sign in" })).toHaveAttribute("href", `/sign-in?next=${encodeURIComponent(path)}`);
  }
});

test("a guest searches and is asked to sign in to negotiate", async ({ browser }) => {
  const guest = await visit(browser);
  await open(guest, "/connector/parts?q=bolt", { live: false });
  await guest.locator("a.row-link").first().click();
  await expect(guest.getByRole("link", { name: "Sign in to negotiate" }).first()).toHaveAttribute("href", /^\/sign-in\?next=/);
  await expect(guest.getByRole("button", { name: "Add to cart" })).toHaveCount(0);
});
