// Everything reads and every form posts where no script runs.
import { announceStatus, dialog, drawer, expect, list, open, signIn, test, thread, visit, type Page } from "./support";

const scripts = false;
const plain = { javaScriptEnabled: false };

/** Opens a dialog by its button alone: the browser does it without scripts. */
async function begin(page: Page, action: string) {
  await drawer(page).locator(".drawer-foot").getByRole("button", { name: action }).click();
  await expect(dialog(page)).toBeVisible();
  return dialog(page);
}

async function send(page: Page, button: string) {
  await dialog(page).getByRole("button", { name: button, exact: true }).click();
  await expect(dialog(page)).toHaveCount(0);
}

test("a whole negotiation without scripts", async ({ browser }) => {
  const part = await list(await signIn(browser, "Jonas Keller"));
  const mara = await signIn(browser, "Mara Lindqvist", plain);
  const jonas = await signIn(browser, "Jonas Keller", plain);

  // Search by the form in the top bar, add to the cart.
  await mara.getByRole("searchbox", { name: "Search parts" }).fill(part);
  await mara.keyboard.press("Enter");
  await expect(mara).toHaveURL(`/connector/parts?q=${part}`);
  await mara.locator("a.row-link", { hasText: part }).click();
  await mara.getByLabel("Quantity from Orbit Aero Supply").fill("3");
  await mara.getByRole("button", { name: "Add to cart" }).click();
  await expect(mara.locator("tbody")).toContainText("3 in your cart");

  // The drawer is a page.
  await open(mara, "/connector/shopping-cart", { scripts });
  await mara.getByRole("row").getByRole("link", { name: part }).click();
  await expect(drawer(mara).locator("h2 .pill")).toHaveText("Open");
  await expect(thread(mara)).toContainText(`Opened: ${part}, condition NE, quantity 3, from Orbit Aero Supply.`);
  await drawer(mara).getByLabel(/^Message to/).fill("Written without scripts");
  await drawer(mara).getByRole("button", { name: "Send" }).click();
  await expect(thread(mara).locator(".message.is-mine")).toContainText("Written without scripts");

  // The seller answers; a refused form stands open again with what was typed and why it was refused.
  const address = new URL(mara.url()).pathname;
  await open(jonas, address.replace("shopping-cart", "requests"), { scripts });
  await expect(thread(jonas)).toContainText("Written without scripts");
  const price = await begin(jonas, "Update price");
  await price.getByLabel("Price each").fill("free");
  await price.getByLabel("Comment").fill("100 % new & boxed");
  await price.getByRole("button", { name: "Update price", exact: true }).click();
  await expect(jonas.getByRole("alert")).toHaveText("“free” is not a price; write it like 41.20");
  await expect(price.getByLabel("Price each")).toHaveValue("free");
  await expect(price.getByLabel("Comment")).toHaveValue("100 % new & boxed");
  await expect(drawer(jonas).locator("h2 .pill")).toHaveText("Open");
  await price.getByLabel("Price each").fill("21.50");
  await send(jonas, "Update price");
  await expect(drawer(jonas).locator("h2 .pill")).toHaveText("Quote");
  await expect(jonas.getByRole("alert")).toHaveCount(0);

  // The buyer accepts.
  await open(mara, address, { scripts });
  await expect(drawer(mara).locator(".offer-price")).toHaveText("21.50 EUR");
  await expect((await begin(mara, "Accept offer")).getByRole("heading")).toHaveText(
    "Accept 21.50 EUR × 3 = 64.50 EUR from Orbit Aero Supply?",
  );
  await send(mara, "Accept offer");
  await expect(drawer(mara).locator("h2 .pill")).toHaveText("Accepted");
  await drawer(mara).getByRole("link", { name: "Transaction", exact: true }).click();
  await expect(mara.locator(".offer-sum")).toContainText("64.50 EUR");
});

test("a refused quantity is said on the page", async ({ browser }) => {
  const part = await list(await signIn(browser, "Jonas Keller"), { min_quantity: 50, pack_quantity: 25 });
  const mara = await signIn(browser, "Mara Lindqvist", plain);
  await open(mara, `/connector/parts?q=${part}`, { scripts });
  await mara.locator("a.row-link", { hasText: part }).click();
  await mara.getByLabel("Quantity from Orbit Aero Supply").fill("60");
  await mara.getByRole("button", { name: "Add to cart" }).click();
  await expect(mara.getByRole("alert")).toContainText("Sold in packs of 25, at least 50: 60 becomes 75");
  await expect(mara.locator("tbody")).not.toContainText("in your cart");
});

test("Cancel closes a dialog without scripts, and the drawer's Close leads to the list", async ({ browser }) => {
  const jonas = await signIn(browser, "Jonas Keller", { ...plain, at: "/connector/requests" });
  const link = jonas.locator("a.row-link").first();
  await link.click();
  await begin(jonas, "Withdraw");
  await dialog(jonas).getByRole("button", { name: "Cancel" }).click();
  await expect(dialog(jonas)).toHaveCount(0);
  await drawer(jonas).getByRole("link", { name: "Close", exact: true }).click();
  await expect(jonas).toHaveURL("/connector/requests");
});

test("an inventory file is checked and discarded without scripts", async ({ browser }) => {
  const petr = await signIn(browser, "Petr Vaněk", { ...plain, at: "/connector/inventory" });
  const csv = "part_number,quantity\r\nNO-SCRIPT-1,4\r\n";
  await petr.getByLabel("CSV or XLSX file").setInputFiles({ name: "plain.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await petr.getByRole("button", { name: "Check file" }).click();
  // The page does not move by itself here; it offers to look again.
  await expect(async () => {
    const again = petr.getByRole("link", { name: "Look again" });
    if (await again.count()) await again.click();
    await expect(petr.locator(".report-counts .is-added strong")).toHaveText("1", { timeout: 500 });
  }).toPass();
  await petr.getByRole("button", { name: "Discard" }).click();
  await expect(petr.locator("main").getByRole("status").first()).toContainText("Discarded. Nothing was stored.");
});

test("a wrong password and a page for members only are said without scripts", async ({ browser }) => {
  const guest = await visit(browser, plain);
  announceStatus(guest, 401);
  expect(await open(guest, "/carts", { scripts })).toBe(401);
  await guest.locator("main").getByRole("link", { name: "Sign in" }).click();
  await guest.getByLabel("E-mail").fill("nobody@nowhere.example");
  await guest.getByLabel("Password").fill("not the password");
  await guest.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(guest.getByRole("alert").first()).toContainText("e-mail or password is wrong");
});
