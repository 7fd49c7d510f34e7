// A day's work by keys alone: no story here touches the mouse.
import AxeBuilder from "@axe-core/playwright";
import { composer, dialog, drawer, expect, expectStatus, newLine, open, signIn, test, thread, type Page } from "./support";

/** Walks the rows until the one that names a part has the focus. */
async function walkTo(page: Page, part: string) {
  const row = page.getByRole("row").getByRole("link", { name: part });
  for (let steps = 0; steps < 40; steps += 1) {
    await page.keyboard.press("j");
    if (await row.evaluate((link) => link === document.activeElement)) return;
  }
  throw new Error(`${part} was not reached`);
}

function palette(page: Page) {
  return page.getByRole("dialog", { name: "Commands" });
}

/** The option that Enter would take, as a screen reader is told. */
async function chosen(page: Page): Promise<string> {
  const id = await palette(page).getByRole("combobox").getAttribute("aria-activedescendant");
  const option = palette(page).locator(`[id="${id}"]`);
  await expect(option).toHaveAttribute("aria-selected", "true");
  return (await option.locator("span").first().textContent())!.trim();
}

test("a request is answered and an offer accepted by keys", async ({ browser }) => {
  const { buyer, seller, part } = await newLine(browser);
  await open(seller, "/connector/parts");
  await seller.keyboard.press("g");
  await seller.keyboard.press("r");
  await expect(seller).toHaveURL("/connector/requests");
  await expect(seller.getByRole("row").getByRole("link", { name: part })).toBeVisible();
  await walkTo(seller, part);
  await seller.keyboard.press("Enter");
  await expectStatus(seller, "Open");
  await seller.keyboard.press("p");
  await expect(dialog(seller).getByLabel("Price each")).toBeFocused();
  // The list price stands in the field.
  await seller.keyboard.press("Control+a");
  await seller.keyboard.type("14.75");
  await seller.keyboard.press("Enter");
  await expectStatus(seller, "Quote");
  await seller.keyboard.press("Escape");
  await expect(seller).toHaveURL("/connector/requests");

  await open(buyer, "/connector");
  await buyer.keyboard.press("g");
  await buyer.keyboard.press("c");
  await expect(buyer).toHaveURL("/connector/shopping-cart");
  await expect(buyer.getByRole("row").getByRole("link", { name: part })).toBeVisible();
  await walkTo(buyer, part);
  await buyer.keyboard.press("Enter");
  await expectStatus(buyer, "Quote");
  // A letter opens the question; only the answer acts.
  await buyer.keyboard.press("a");
  await expect(dialog(buyer).getByRole("heading")).toContainText("Accept 14.75 EUR");
  await buyer.keyboard.press("Escape");
  await expectStatus(buyer, "Quote");
  await buyer.keyboard.press("a");
  await dialog(buyer).getByRole("button", { name: "Accept offer" }).focus();
  await buyer.keyboard.press("Enter");
  await expectStatus(buyer, "Accepted");
});

test("letters ask for documentation, reply, decline and withdraw, and mean letters in a field", async ({ browser }) => {
  const { buyer, seller } = await newLine(browser);
  await buyer.keyboard.press("d");
  await expect(dialog(buyer).getByRole("heading")).toContainText("ocumentation");
  await buyer.keyboard.press("Escape");
  await buyer.keyboard.press("r");
  await expect(composer(buyer)).toBeFocused();
  await buyer.keyboard.type("a plan: wing nuts?");
  await expect(dialog(buyer)).toHaveCount(0);
  await buyer.keyboard.press("Control+Enter");
  await expect(thread(buyer)).toContainText("a plan: wing nuts?");
  await seller.keyboard.press("n");
  await expect(dialog(seller).getByRole("button", { name: "Cancel" })).toBeFocused();
  await seller.keyboard.press("Escape");
  await seller.keyboard.press("w");
  await expect(dialog(seller).getByRole("button", { name: "Cancel" })).toBeFocused();
  await seller.keyboard.press("Enter");
  await expect(dialog(seller)).toHaveCount(0);
  await expectStatus(seller, "Open");
});

test("the sheet of keys names what works here and nothing else", async ({ browser }) => {
  const { buyer } = await newLine(browser);
  const sheet = buyer.getByRole("dialog", { name: "Keyboard" });
  await buyer.keyboard.press("?");
  await expect(sheet).toBeVisible();
  await expect(sheet.locator(".keys div", { hasText: "Withdraw" }).locator("kbd")).toHaveText("w");
  await expect(sheet).toContainText("Next line");
  await expect(sheet).not.toContainText("Accept offer");
  await expect(sheet).not.toContainText("Requests");
  await buyer.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await open(buyer, "/connector/demands");
  await buyer.keyboard.press("?");
  await expect(sheet).not.toContainText("Withdraw");
  await expect(sheet.locator(".keys div", { hasText: "Transactions" }).locator("kbd")).toHaveText(["g", "t"]);
});

test("the palette goes, acts, searches and switches the theme", async ({ browser }) => {
  const { buyer, part } = await newLine(browser);
  await buyer.keyboard.press("Control+k");
  await expect(palette(buyer).getByRole("combobox")).toBeFocused();
  await buyer.keyboard.type("wd");
  expect(await chosen(buyer)).toBe("Withdraw");
  await buyer.keyboard.press("Enter");
  await expect(dialog(buyer).getByRole("button", { name: "Cancel" })).toBeFocused();
  await buyer.keyboard.press("Escape");
  await expect(dialog(buyer)).toHaveCount(0);

  await buyer.keyboard.press("Control+k");
  await buyer.keyboard.type("trans");
  await buyer.keyboard.press("Enter");
  await expect(buyer).toHaveURL("/connector/transactions");

  await buyer.keyboard.press("Control+k");
  await buyer.keyboard.type(part);
  expect(await chosen(buyer)).toBe(`Search parts for “${part}”`);
  await buyer.keyboard.press("Enter");
  await expect(buyer).toHaveURL(`/connector/parts?q=${part}`);
  await expect(buyer.getByRole("row").getByRole("link", { name: part })).toBeVisible();

  await buyer.keyboard.press("Control+k");
  await buyer.keyboard.type("dark");
  await buyer.keyboard.press("Enter");
  await expect(buyer.locator("html")).toHaveAttribute("data-theme", "dark");
  await buyer.keyboard.press("Control+k");
  await buyer.keyboard.type("roomy");
  await buyer.keyboard.press("Enter");
  await expect(buyer.locator("html")).toHaveAttribute("data-density", "comfortable");
  await buyer.reload();
  await expect(buyer.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(buyer.locator("html")).toHaveAttribute("data-density", "comfortable");
});

test("the palette's options are walked with the arrows, and Escape changes nothing", async ({ browser }) => {
  const mara = await signIn(browser, "Mara Lindqvist", { fresh: true, at: "/connector/parts" });
  await mara.keyboard.press("Control+k");
  await expect(palette(mara)).toBeVisible();
  const first = await chosen(mara);
  await mara.keyboard.press("ArrowDown");
  const second = await chosen(mara);
  expect(second).not.toBe(first);
  await mara.keyboard.press("ArrowUp");
  await mara.keyboard.press("ArrowUp");
  expect(await chosen(mara)).toBe("Sign out");
  await mara.keyboard.press("ArrowDown");
  expect(await chosen(mara)).toBe(first);
  for (const theme of ["light", "dark"]) {
    await mara.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme);
    const { violations } = await new AxeBuilder({ page: mara }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
    expect(violations.map(({ id, nodes }) => `${theme} ${id} ${nodes[0].html.slice(0, 160)}`)).toEqual([]);
  }
  await mara.keyboard.press("Escape");
  await expect(palette(mara)).toBeHidden();
  await expect(mara).toHaveURL("/connector/parts");
});

test("slash searches from everywhere but a field", async ({ browser }) => {
  const mara = await signIn(browser, "Mara Lindqvist", { at: "/connector/demands" });
  await mara.keyboard.press("/");
  await expect(mara.getByRole("searchbox", { name: "Search parts" })).toBeFocused();
  await mara.keyboard.type("an3/5");
  await expect(mara.getByRole("searchbox", { name: "Search parts" })).toHaveValue("an3/5");
});

test("any element with a letter answers to it", async ({ browser }) => {
  const mara = await signIn(browser, "Mara Lindqvist", { at: "/connector/transactions" });
  await mara.evaluate(() => {
    const link = Object.assign(document.createElement("a"), { href: "/connector/demands", textContent: "Compare" });
    link.dataset.key = "c";
    document.querySelector("main")!.prepend(link);
  });
  await mara.keyboard.press("?");
  await expect(mara.getByRole("dialog", { name: "Keyboard" })).toContainText("Compare");
  await mara.keyboard.press("Escape");
  await mara.keyboard.press("c");
  await expect(mara).toHaveURL("/connector/demands");
});
