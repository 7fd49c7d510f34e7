// The same part from several sellers: side by side, one taken and the others withdrawn in one step.
import { addToCart, announceStatus, dialog, drawer, expect, expectStatus, findPart, list, offer, open, signIn, test, thread, type Browser, type Page } from "./support";

interface Rivals {
  mara: Page;
  jonas: Page;
  ines: Page;
  part: string;
  key: string;
  lines: { orbit: string; kestrel: string };
}

/** Mara asks Orbit and Kestrel for the same part; both offer. */
async function rivals(browser: Browser, prices: [string, string]): Promise<Rivals> {
  const jonas = await signIn(browser, "Jonas Keller");
  const ines = await signIn(browser, "Ines Duarte");
  const mara = await signIn(browser, "Mara Lindqvist");
  const part = await list(jonas, { quantity: 100 });
  await list(ines, { part_number: part, quantity: 100 });
  await findPart(mara, part);
  for (const seller of ["Orbit Aero Supply", "Kestrel"]) {
    await mara.getByLabel(`Quantity from ${seller}`).fill("10");
    await mara.getByRole("row", { name: seller }).getByRole("button", { name: "Add to cart" }).click();
    await expect(mara.getByRole("row", { name: seller })).toContainText("10 in your cart");
  }
  const id = async (seller: Page) => {
    await open(seller, "/connector/requests");
    await seller.getByRole("row").getByRole("link", { name: part }).click();
    await expect(drawer(seller)).toBeVisible();
    return new URL(seller.url()).pathname.split("/").pop()!;
  };
  const lines = { orbit: await id(jonas), kestrel: await id(ines) };
  await offer(jonas, prices[0]);
  await offer(ines, prices[1]);
  return { mara, jonas, ines, part, key: part.replaceAll("-", ""), lines };
}

const row = (page: Page, seller: string) => page.locator(".compare tbody tr", { hasText: seller });

test("one offer is accepted and the other line withdrawn; the loser learns nothing of the winner", async ({ browser }) => {
  const { mara, jonas, ines, part, lines } = await rivals(browser, ["4.10", "3.90"]);
  await open(mara, "/connector/shopping-cart");
  await mara.locator("tbody tr", { hasText: part }).first().getByRole("link", { name: "Compare 2" }).click();
  await expect(mara.getByRole("heading", { level: 1 })).toHaveText(`Compare ${part}`);
  await expect(mara.locator(".compare tbody tr").first()).toContainText("Kestrel");
  await expect(row(mara, "Kestrel").locator("td.is-best").first()).toContainText("best 3.90 EUR");
  await expect(row(mara, "Orbit")).toContainText("41.00 EUR");

  await row(mara, "Kestrel").getByRole("button", { name: "Accept this" }).click();
  await expect(dialog(mara).getByRole("heading")).toContainText("Accept 3.90 EUR × 10 = 39.00 EUR from Kestrel");
  await expect(dialog(mara)).toContainText("Orbit Aero Supply: withdrawn, the offer of 4.10 EUR × 10 = 41.00 EUR lapses.");
  await dialog(mara).getByLabel("Reason told").selectOption("found elsewhere");
  await dialog(mara).getByRole("button", { name: "Accept and withdraw others", exact: true }).click();
  await expect(mara).toHaveURL(`/connector/shopping-cart/lines/${lines.kestrel}`);
  await expectStatus(mara, "Accepted");
  await expectStatus(ines, "Accepted");
  await expectStatus(jonas, "Withdrawn");
  await expect(thread(jonas)).toContainText("The buyer withdrew the line: found elsewhere");
  await expect(drawer(jonas)).not.toContainText("3.90");
  await expect(drawer(jonas)).not.toContainText("Kestrel");
});

test("a price that changed meanwhile stops everything and is named", async ({ browser }) => {
  const { mara, ines, jonas, key } = await rivals(browser, ["5.00", "6.00"]);
  await mara.route("**/live", () => {});
  await open(mara, `/connector/shopping-cart/compare/${key}`, { live: false });
  await row(mara, "Orbit").getByRole("button", { name: "Accept this" }).click();
  await offer(ines, "4.00");
  announceStatus(mara, 409);
  await dialog(mara).getByRole("button", { name: "Accept and withdraw others", exact: true }).click();
  await expect(dialog(mara).getByRole("alert")).toContainText("Changed meanwhile: Kestrel");
  await dialog(mara).getByRole("button", { name: "Cancel" }).click();
  await expectStatus(jonas, "Quote");
  await expectStatus(ines, "Quote");
  await expect(row(mara, "Kestrel")).toContainText("4.00 EUR");
});

test("without scripts the sellers are compared, sorted and one is taken", async ({ browser }) => {
  const { jonas, ines, key, lines } = await rivals(browser, ["7.00", "8.00"]);
  const plain = await signIn(browser, "Mara Lindqvist", { javaScriptEnabled: false });
  await open(plain, `/connector/shopping-cart/compare/${key}`, { scripts: false });
  await plain.getByRole("columnheader", { name: "Seller" }).getByRole("link").click();
  await expect(plain.locator(".compare tbody tr").first()).toContainText("Kestrel");
  await row(plain, "Orbit").getByRole("button", { name: "Accept this" }).click();
  await dialog(plain).getByRole("button", { name: "Accept and withdraw others", exact: true }).click();
  await expect(plain).toHaveURL(`/connector/shopping-cart/lines/${lines.orbit}`);
  await expect(drawer(plain).locator("h2 .pill")).toHaveText("Accepted");
  await expectStatus(jonas, "Accepted");
  await expectStatus(ines, "Withdrawn");
});

test("by keyboard: c compares, Enter opens the question, Escape leaves it", async ({ browser }) => {
  const { mara, part, key } = await rivals(browser, ["2.00", "2.50"]);
  await open(mara, "/connector/shopping-cart");
  await mara.keyboard.press("j");
  await expect(mara.locator("tbody tr").first()).toContainText(part);
  await mara.keyboard.press("c");
  await expect(mara).toHaveURL(`/connector/shopping-cart/compare/${key}`);
  const accept = row(mara, "Orbit").getByRole("button", { name: "Accept this" });
  await accept.focus();
  await mara.keyboard.press("Enter");
  await expect(dialog(mara)).toBeVisible();
  await mara.keyboard.press("Escape");
  await expect(dialog(mara)).toHaveCount(0);
  await expect(accept).toBeFocused();
  await accept.press("Enter");
  const confirmButton = dialog(mara).getByRole("button", { name: "Accept and withdraw others", exact: true });
  await confirmButton.focus();
  await mara.keyboard.press("Enter");
  await expectStatus(mara, "Accepted");
});

test("a line of one seller only offers no comparison", async ({ browser }) => {
  const part = await list(await signIn(browser, "Jonas Keller"));
  const mara = await signIn(browser, "Mara Lindqvist");
  await addToCart(mara, part);
  await expect(drawer(mara).getByRole("link", { name: /^Compare/ })).toHaveCount(0);
  await open(mara, "/connector/shopping-cart/compare/NOTHING-HERE");
  await expect(mara.locator(".empty")).toContainText("No line of your cart is open for this part.");
});
