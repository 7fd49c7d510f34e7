// The drawer as a place: its address, the ways in and out, and the keys.
import { composer, dialog, drawer, expect, expectOffer, expectStatus, newLine, offer, open, signIn, test, type Page } from "./support";

const row = (page: Page, part: string) => page.getByRole("row").getByRole("link", { name: part });

test("the address of a line opens its drawer, Escape closes it", async ({ browser }) => {
  const { buyer, part, id } = await newLine(browser);
  expect(await open(buyer, `/connector/shopping-cart/lines/${id}`)).toBe(200);
  await expect(drawer(buyer)).toBeVisible();
  await expect(buyer).toHaveTitle(`${part}, Orbit Aero Supply · Counterpart`);
  await buyer.keyboard.press("Escape");
  await expect(drawer(buyer)).toHaveCount(0);
  await expect(buyer).toHaveURL("/connector/shopping-cart");
  await expect(buyer).toHaveTitle("Shopping cart · Counterpart");
  await expect(row(buyer, part)).toBeFocused();
});

test("Back, Forward and Close lead out and in, and the focus returns to the row", async ({ browser }) => {
  const { buyer, part, id } = await newLine(browser);
  await open(buyer, "/connector/shopping-cart");
  await row(buyer, part).click();
  await expectStatus(buyer, "Open");
  await expect(buyer).toHaveURL(`/connector/shopping-cart/lines/${id}`);
  await buyer.goBack();
  await expect(drawer(buyer)).toHaveCount(0);
  await expect(row(buyer, part)).toBeFocused();
  await buyer.goForward();
  await expectStatus(buyer, "Open");
  await drawer(buyer).getByRole("link", { name: "Close", exact: true }).click();
  await expect(drawer(buyer)).toHaveCount(0);
  await expect(row(buyer, part)).toBeFocused();
});

test("a click beside the drawer closes it", async ({ browser }) => {
  const { buyer } = await newLine(browser);
  await buyer.mouse.click(20, 500);
  await expect(drawer(buyer)).toHaveCount(0);
  await expect(buyer).toHaveURL("/connector/shopping-cart");
});

test("j and k walk along the rows and the open lines, the slash searches", async ({ browser }) => {
  const mara = await signIn(browser, "Mara Lindqvist", { at: "/connector/shopping-cart" });
  const links = mara.locator("a.row-link");
  await mara.keyboard.press("j");
  await expect(links.nth(0)).toBeFocused();
  await mara.keyboard.press("j");
  await expect(links.nth(1)).toBeFocused();
  await mara.keyboard.press("k");
  await expect(links.nth(0)).toBeFocused();
  const [first, second] = [await links.nth(0).getAttribute("href"), await links.nth(1).getAttribute("href")];
  const below = (await links.nth(1).innerText()).trim();
  await mara.keyboard.press("Enter");
  await expect(mara).toHaveURL(first!);
  await expect(drawer(mara).locator("h2").first()).toBeFocused();
  await mara.keyboard.press("j");
  await expect(mara).toHaveURL(second!);
  await expect(drawer(mara).locator("h2").first()).toContainText(below);
  await mara.keyboard.press("k");
  await expect(mara).toHaveURL(first!);
  await mara.keyboard.press("Escape");
  await expect(links.nth(0)).toBeFocused();
  await mara.keyboard.press("/");
  await expect(mara.getByRole("searchbox", { name: "Search parts" })).toBeFocused();
  await mara.keyboard.type("jk/");
  await expect(mara.getByRole("searchbox", { name: "Search parts" })).toHaveValue("jk/");
});

test("letters typed into a field are text, not commands", async ({ browser }) => {
  const { buyer } = await newLine(browser);
  await buyer.keyboard.press("r");
  await expect(composer(buyer)).toBeFocused();
  await buyer.keyboard.type("what price and quantity");
  await expect(dialog(buyer)).toHaveCount(0);
  await expect(composer(buyer)).toHaveValue("what price and quantity");
});

test("a buyer comes from the list to an agreement by keyboard alone", async ({ browser }) => {
  const { buyer, seller, part } = await newLine(browser);
  await offer(seller, "11.11");
  await open(buyer, "/connector/shopping-cart");
  await expect(row(buyer, part)).toBeVisible();
  for (let step = 0; step < 200; step += 1) {
    await buyer.keyboard.press("j");
    if (await row(buyer, part).evaluate((link) => link === document.activeElement)) break;
  }
  await expect(row(buyer, part)).toBeFocused();
  await buyer.keyboard.press("Enter");
  await expectOffer(buyer, "11.11 EUR");
  await buyer.keyboard.press("a");
  await expect(dialog(buyer)).toContainText("Accept 11.11 EUR × 10 = 111.10 EUR");
  const button = dialog(buyer).getByRole("button", { name: "Accept offer", exact: true });
  for (let step = 0; step < 10; step += 1) {
    if (await button.evaluate((button) => button === document.activeElement)) break;
    await buyer.keyboard.press("Tab");
  }
  await expect(button).toBeFocused();
  await buyer.keyboard.press("Enter");
  await expectStatus(buyer, "Accepted");
  await expectStatus(seller, "Accepted");
  await buyer.keyboard.press("Escape");
  await expect(drawer(buyer)).toHaveCount(0);
  await expect(buyer).toHaveURL("/connector/shopping-cart");
});

test("each side's letters open the dialogs of its actions", async ({ browser }) => {
  const { buyer, seller } = await newLine(browser);
  const opens = async (page: Page, key: string, title: string) => {
    await page.keyboard.press(key);
    await expect(dialog(page).getByRole("heading")).toContainText(title);
    await page.keyboard.press("Escape");
    await expect(dialog(page)).toHaveCount(0);
  };
  await opens(buyer, "w", "Withdraw");
  await opens(buyer, "d", "Request documentation");
  await opens(buyer, "q", "Change the quantity");
  await opens(seller, "p", "Offer 10 ×");
  await opens(seller, "n", "you do not quote");
  await buyer.keyboard.press("a");
  await expect(dialog(buyer)).toHaveCount(0);
});
