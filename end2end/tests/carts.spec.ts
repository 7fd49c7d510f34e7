// Carts that colleagues share: shared, edited by two at once, undone, unshared, restored; by keyboard and without scripts.
import AxeBuilder from "@axe-core/playwright";
import {
  addToCart, announceStatus, composer, dialog, drawer, expect, interactive, list, open, signIn, test, type Browser, type Page,
} from "./support";

const CART = "/connector/shopping-cart";

const bar = (page: Page) => page.locator(".cart-bar");
const title = (page: Page) => page.locator("#cart-title");
const row = (page: Page, part: string) => page.locator("tbody tr", { has: page.locator("a.row-link", { hasText: part }) });
const details = (page: Page) => page.locator(".item-details");
/** What every page says of a cart that its reader lost. */
const told = (page: Page) => page.locator(".toast-region.is-frame .toast");

/** A personal cart with one line of a part that nobody else has, then shared by its owner; the colleague works in it too. */
async function shared(browser: Browser, name: string) {
  const seller = await signIn(browser, "Jonas Keller");
  const mara = await signIn(browser, "Mara Lindqvist", { fresh: true });
  const tomas = await signIn(browser, "Tomas Berg", { fresh: true });
  await home(mara);
  const part = await list(seller);
  await addToCart(mara, part, 5);
  await open(mara, CART);
  await share(mara, name);
  await open(tomas, "/carts");
  await tomas.locator("tr", { hasText: name }).getByRole("button", { name: "Make current" }).click();
  await expect(tomas.locator("tr[aria-current=true]")).toContainText(name);
  await open(tomas, CART);
  await expect(title(tomas)).toHaveText(name);
  return { mara, tomas, seller, part };
}

async function home(page: Page) {
  await open(page, "/carts");
  const own = page.locator("tbody tr", { hasText: "Personal cart" });
  const button = own.getByRole("button", { name: "Make current" });
  if (await button.count()) await button.click();
  await expect(own).toHaveAttribute("aria-current", "true");
}

async function share(page: Page, name: string) {
  await bar(page).getByRole("button", { name: "Share" }).click();
  await dialog(page).getByLabel("Name", { exact: true }).fill(name);
  await dialog(page).getByRole("button", { name: "Share", exact: true }).click();
  await expect(dialog(page)).toHaveCount(0);
  await expect(title(page)).toHaveText(name);
}

async function unshare(page: Page, name: string, button: string) {
  await open(page, "/carts");
  await page.locator("tr", { hasText: name }).getByLabel(`More for ${name}`).click();
  await page.locator("tr", { hasText: name }).getByRole("link", { name: "Unshare" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Unshare “${name}”`);
  await page.getByRole("button", { name: button }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`“${name}” is unshared`);
}

test("two colleagues work in one cart: both are seen, nothing is overwritten, a removal is undone", async ({ browser }) => {
  const { mara, tomas, part } = await shared(browser, "Hangar 2 spares");
  await expect(bar(mara)).toContainText("Shared by you");
  await expect(bar(tomas)).toContainText("Shared by Mara Lindqvist");
  await expect(bar(mara).locator(".faces")).toContainText("Tomas Berg is here too");
  await expect(bar(tomas).locator(".faces")).toContainText("Mara Lindqvist is here too");

  // Both have the same line's details open; different fields do not meet.
  for (const page of [mara, tomas]) {
    await row(page, part).getByRole("button", { name: `Details of ${part}` }).click();
    await expect(details(page)).toContainText("Orbit Aero Supply");
    await expect(details(page)).toContainText("by Mara Lindqvist");
  }
  await tomas.getByLabel("Note", { exact: true }).fill("for the left gear");
  await mara.getByLabel("Quantity", { exact: true }).fill("7");
  await mara.getByRole("button", { name: "Change quantity" }).click();
  await expect(row(tomas, part)).toContainText("7 EA");
  await expect(tomas.getByLabel("Note", { exact: true })).toHaveValue("for the left gear");
  await tomas.getByRole("button", { name: "Save note" }).click();
  await expect(mara.getByLabel("Note", { exact: true })).toHaveValue("for the left gear");

  // The same field: the later one reads both values, and keeps hers on purpose.
  await mara.getByLabel("Note", { exact: true }).fill("for the right gear");
  await tomas.getByLabel("Note", { exact: true }).fill("for both gears");
  await tomas.getByRole("button", { name: "Save note" }).click();
  await expect(tomas.locator(".item-form-foot")).toContainText("Tomas Berg");
  await expect(tomas.getByLabel("Note", { exact: true })).toHaveValue("for both gears");
  announceStatus(mara, 409);
  await mara.getByRole("button", { name: "Save note" }).click();
  const conflict = mara.locator(".conflict");
  await expect(conflict).toContainText("for both gears");
  await expect(conflict).toContainText("for the right gear");
  await conflict.getByRole("button", { name: "Keep mine" }).click();
  await expect(tomas.getByLabel("Note", { exact: true })).toHaveValue("for the right gear");
  await expect(conflict).toHaveCount(0);

  // Removed by one, taken back by the other.
  await tomas.getByRole("button", { name: "Remove from cart" }).click();
  await expect(mara.locator(".toast")).toContainText(`${part} was taken out of the cart.`);
  await expect(row(mara, part)).toContainText("Being removed");
  await mara.locator(".toast").getByRole("button", { name: "Undo" }).click();
  await expect(tomas.locator(".toast")).toHaveCount(0);
  await expect(row(tomas, part)).not.toContainText("Being removed");

  // Who did what, and a new cart from before.
  await bar(tomas).getByRole("link", { name: "History" }).click();
  await expect(tomas.locator("table.history tbody tr").first()).toContainText("Removal undone");
  const changed = tomas.locator("table.history tr", { hasText: "Quantity changed" }).first();
  await expect(changed).toContainText("Mara Lindqvist");
  await changed.getByRole("link", { name: "New cart from here" }).click();
  // The line goes on in the old cart: its seller is asked again only on purpose, and the page says whom it asks.
  const goesOn = tomas.locator("tbody tr", { hasText: part });
  await expect(goesOn).toContainText("7 in “Hangar 2 spares”");
  await expect(tomas.locator(".start-asks")).toContainText("Nobody would be asked");
  await goesOn.getByRole("checkbox").check();
  await expect(tomas.locator(".start-asks")).toHaveText("Starting it sends a request to 1 seller: Orbit Aero Supply for 1 line.");
  await tomas.getByLabel("Name", { exact: true }).fill("Hangar 2 again");
  await tomas.getByRole("button", { name: "Start new cart" }).click();
  await expect(tomas.getByRole("status").filter({ hasText: "in the new cart" })).toContainText("1 line is in the new cart; 1 seller was asked.");
  await open(tomas, CART);
  await expect(title(tomas)).toHaveText("Hangar 2 again");
  await expect(title(mara)).toHaveText("Hangar 2 spares");
  for (const page of [mara, tomas]) await home(page);
});

test("an unshared cart lets everybody fall back to their own, and comes back by undo or from the trash", async ({ browser }) => {
  const { mara, tomas, part } = await shared(browser, "Line 4 overhaul");
  const boss = await mara.context().newPage();
  await boss.goto("/carts");
  await interactive(boss);
  await unshare(boss, "Line 4 overhaul", "Remove cart");
  await expect(told(tomas)).toContainText("“Line 4 overhaul” was removed by Mara Lindqvist");
  await expect(title(tomas)).toHaveText("Personal cart");
  await boss.getByRole("button", { name: "Undo" }).click();
  await expect(boss.getByRole("status").filter({ hasText: "Undone" })).toBeVisible();
  await open(tomas, "/carts");
  await expect(tomas.locator("tbody")).toContainText("Line 4 overhaul");

  await unshare(boss, "Line 4 overhaul", "Turn into personal cart");
  await open(mara, CART);
  await expect(title(mara)).toHaveText("Personal cart");
  await expect(row(mara, part)).toHaveCount(1);
  await open(mara, "/carts/trash");
  await expect(mara.locator("tbody tr", { hasText: "Line 4 overhaul" }).first()).toContainText("turned into a personal cart");
  await boss.close();
});

test("the switcher and sharing work by keyboard alone", async ({ browser }) => {
  const seller = await signIn(browser, "Jonas Keller");
  const mara = await signIn(browser, "Mara Lindqvist", { fresh: true });
  await home(mara);
  await addToCart(mara, await list(seller), 3);
  await open(mara, CART);
  await mara.keyboard.press("s");
  await expect(dialog(mara)).toBeVisible();
  await dialog(mara).getByLabel("Name", { exact: true }).focus();
  await mara.keyboard.type("By keyboard");
  await mara.keyboard.press("Enter");
  await expect(title(mara)).toHaveText("By keyboard");
  const summary = mara.locator(".cart-switch > summary");
  await summary.focus();
  await mara.keyboard.press("Enter");
  await mara.keyboard.press("Tab");
  await expect(mara.locator(".cart-switch .menu-item").first()).toBeFocused();
  await Promise.all([mara.waitForEvent("load"), mara.keyboard.press("Enter")]);
  await interactive(mara);
  await expect(title(mara)).toHaveText("Personal cart");
  await expect(mara).toHaveURL(CART);
});

test("sharing, notes and removal work without scripts", async ({ browser }) => {
  const part = await list(await signIn(browser, "Jonas Keller"));
  const setup = await signIn(browser, "Mara Lindqvist", { fresh: true });
  await home(setup);
  const plain = { javaScriptEnabled: false };
  const mara = await signIn(browser, "Mara Lindqvist", plain);
  await open(mara, `/connector/parts?q=${part}`, { scripts: false });
  await mara.locator("a.row-link", { hasText: part }).click();
  await mara.getByLabel("Quantity from Orbit Aero Supply").fill("3");
  await mara.getByRole("button", { name: "Add to cart" }).click();
  await expect(mara).toHaveURL(/done=added/);
  await open(mara, CART, { scripts: false });
  await bar(mara).getByRole("button", { name: "Share" }).click();
  await dialog(mara).getByLabel("Name", { exact: true }).fill("Without scripts");
  await dialog(mara).getByRole("button", { name: "Share", exact: true }).click();
  await expect(title(mara)).toHaveText("Without scripts");
  await row(mara, part).getByRole("button", { name: `Details of ${part}` }).click();
  await mara.getByLabel("Note", { exact: true }).fill("written plainly");
  await mara.getByRole("button", { name: "Save note" }).click();
  await expect(mara.getByLabel("Note", { exact: true })).toHaveValue("written plainly");
  await mara.getByRole("button", { name: "Remove from cart" }).click();
  await expect(mara.locator(".toast")).toContainText("was taken out of the cart");
  await mara.locator(".toast").getByRole("button", { name: "Undo" }).click();
  await expect(mara.locator(".toast")).toHaveCount(0);
  await mara.locator(".cart-switch > summary").click();
  await mara.locator(".cart-switch form", { hasText: "Personal cart" }).getByRole("button").click();
  await expect(title(mara)).toHaveText("Personal cart");
});

test("wherever one is, a lost cart is told of once, with the way back, until it was read", async ({ browser }) => {
  const { mara, tomas } = await shared(browser, "Bay 7 tooling");
  const plain = await signIn(browser, "Tomas Berg", { javaScriptEnabled: false, at: "/connector/parts" });
  await open(tomas, "/orders");
  const ofThis = (page: Page) => told(page).filter({ hasText: "Bay 7 tooling" });
  await expect(ofThis(tomas)).toHaveCount(0);
  await unshare(mara, "Bay 7 tooling", "Turn into personal cart");
  await expect(told(tomas)).toContainText("“Bay 7 tooling” was turned into a personal cart by Mara Lindqvist");
  await expect(told(tomas)).toContainText("Its lines go on in Mara Lindqvist’s personal cart.");
  await expect(ofThis(mara)).toHaveCount(0);
  await expect(tomas.locator(".cart-switch-name")).toHaveText("Personal cart");
  // Another page says it too, without scripts as well.
  await tomas.getByRole("link", { name: "Notifications" }).first().click();
  await expect(told(tomas)).toBeVisible();
  await open(plain, "/connector/parts", { scripts: false });
  await expect(told(plain)).toContainText("“Bay 7 tooling” was turned into a personal cart");
  await told(plain).getByRole("button", { name: "OK" }).click();
  await expect(ofThis(plain)).toHaveCount(0);
  await expect(ofThis(tomas)).toHaveCount(0);
});

test("what was typed stays when the cart goes away under it: message, note, name", async ({ browser }) => {
  const { mara, tomas, part } = await shared(browser, "Dock 3 returns");
  const [renaming, writing] = [await tomas.context().newPage(), await tomas.context().newPage()];
  await renaming.goto("/carts");
  await interactive(renaming);
  await renaming.locator("tr", { hasText: "Dock 3 returns" }).getByLabel("More for Dock 3 returns").click();
  await renaming.locator("tr", { hasText: "Dock 3 returns" }).getByRole("button", { name: "Rename" }).click();
  await dialog(renaming).getByLabel("Name", { exact: true }).fill("Dock 3, all of it");
  await writing.goto(CART);
  await interactive(writing);
  await row(writing, part).locator("a.row-link").click();
  await composer(writing).fill("Could you ship these by Friday?");
  await row(tomas, part).getByRole("button", { name: `Details of ${part}` }).click();
  await tomas.getByLabel("Note", { exact: true }).fill("only the early batch");

  await unshare(mara, "Dock 3 returns", "Turn into personal cart");
  const kept = tomas.locator(".kept-texts");
  await expect(kept).toContainText("only the early batch");
  await expect(kept).toContainText("“Dock 3 returns” was turned into a personal cart by Mara Lindqvist");
  await expect(title(tomas)).toHaveText("Personal cart");
  await kept.getByRole("button", { name: "Put away" }).click();
  await expect(kept).toBeEmpty();

  await expect(drawer(writing).locator(".gone:visible")).toContainText("this line went with it");
  await expect(composer(writing)).toHaveValue("Could you ship these by Friday?");
  await expect(drawer(writing).getByRole("button", { name: "Send" })).toBeHidden();
  await writing.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await drawer(writing).getByRole("button", { name: "Copy what I typed" }).click();
  await expect(drawer(writing).getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await writing.evaluate(() => navigator.clipboard.readText())).toBe("Could you ship these by Friday?");

  await expect(dialog(renaming).locator(".gone:visible")).toContainText("“Dock 3 returns” was turned into a personal cart");
  await expect(dialog(renaming).getByLabel("Name", { exact: true })).toHaveValue("Dock 3, all of it");
  await expect(dialog(renaming).getByRole("button", { name: "Rename" })).toBeHidden();
  await renaming.close();
  await writing.close();
});

test("a list says which lines have a note, and a phone who has which cart and until when", async ({ browser }) => {
  const { mara, tomas, part } = await shared(browser, "Phone check");
  const mark = (page: Page) => row(page, part).locator(".row-note");
  await expect(mark(tomas)).toHaveCount(0);
  await row(mara, part).getByRole("button", { name: `Details of ${part}` }).click();
  await mara.getByLabel("Note", { exact: true }).fill("left gear first");
  await mara.getByRole("button", { name: "Save note" }).click();
  await expect(mark(tomas)).toHaveAttribute("aria-label", "Note: left gear first");
  const text = row(tomas, part).locator(".row-note-text");
  await expect(text).toBeHidden();
  await mark(tomas).hover();
  await expect(text).toBeVisible();
  await tomas.mouse.move(0, 0);
  await row(tomas, part).locator("a.row-link").focus();
  for (let step = 0; step < 6 && !(await mark(tomas).evaluate((link) => link === document.activeElement)); step += 1) await tomas.keyboard.press("Tab");
  await expect(text).toBeVisible();
  await mark(tomas).click();
  await expect(tomas.getByLabel("Note", { exact: true })).toHaveValue("left gear first");

  await tomas.setViewportSize({ width: 390, height: 844 });
  await open(tomas, "/carts");
  const cart = tomas.locator("tbody tr", { hasText: "Phone check" });
  for (const words of [/^Shared by Mara Lindqvist/, /^Changed/, /^Purged in/]) {
    await expect(cart.getByText(words).filter({ visible: true }).first()).toBeVisible();
  }
  expect(await tomas.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await unshare(mara, "Phone check", "Remove cart");
});

for (const theme of ["light", "dark"] as const) {
  test(`the pages of carts have no accessibility fault in the ${theme} theme`, async ({ browser }) => {
    const { mara, part } = await shared(browser, `Audit ${theme}`);
    await mara.emulateMedia({ colorScheme: theme });
    await row(mara, part).getByRole("button", { name: `Details of ${part}` }).click();
    await expect(details(mara)).toBeVisible();
    const check = async () => {
      const { violations } = await new AxeBuilder({ page: mara }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
    };
    await check();
    const history = await bar(mara).getByRole("link", { name: "History" }).getAttribute("href");
    for (const path of ["/carts", "/carts/trash", history!, history!.replace("history", "unshare")]) {
      await open(mara, path);
      await expect(mara.getByRole("heading", { level: 1 })).toBeVisible();
      await check();
    }
    await unshare(mara, `Audit ${theme}`, "Remove cart");
  });
}
