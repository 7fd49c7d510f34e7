// From a search to an agreement, with both sides looking at the same line.
import { addToCart, begin, composer, confirm, dialog, drawer, expect, expectCount, expectOffer, expectStatus, interactive, list, offer, open, signIn, test, thread, unread } from "./support";

test("two sides negotiate a line and see each other's moves without a reload", async ({ browser }) => {
  const jonas = await signIn(browser, "Jonas Keller", { at: "/connector/requests" });
  const mara = await signIn(browser, "Mara Lindqvist");

  // Mara finds a part of Orbit's in the demo catalogue that is not in her cart yet.
  await mara.keyboard.press("/");
  await mara.keyboard.type("bolt");
  await Promise.all([mara.waitForURL(/q=bolt/), mara.keyboard.press("Enter")]);
  await interactive(mara);
  await mara.getByLabel("Seller", { exact: true }).selectOption("Orbit Aero Supply");
  await mara.waitForURL(/seller=/);
  await mara.getByLabel("Not in my cart").check();
  await mara.waitForURL(/not_in_cart=true/);
  const found = mara.locator("tr", { hasNotText: "In cart" }).locator("a.row-link").first();
  const part = (await found.innerText()).trim();
  await found.click();
  await expect(mara.getByRole("heading", { level: 1 })).toHaveText(part);
  const row = mara.locator("tr", { hasText: "Orbit Aero Supply" }).filter({ has: mara.getByRole("button", { name: "Add to cart" }) }).first();
  const quantity = await row.getByLabel("Quantity from Orbit Aero Supply").inputValue();
  const tabs = jonas.getByRole("navigation", { name: "Lines" }).getByRole("link");
  const active = Number((await tabs.nth(0).locator(".count").innerText()).trim());
  const closed = Number((await tabs.nth(1).locator(".count").innerText()).trim());
  await row.getByRole("button", { name: "Add to cart" }).click();

  // It appears on Jonas' open page.
  const request = jonas.locator("tbody tr").first();
  await expect(request).toContainText(part);
  await expect(request).toContainText("Halden Air Maintenance");
  await expect(request.locator(".pill")).toHaveText("Open");
  await expectCount(jonas, "Active", active + 1);

  await mara.getByRole("status").getByRole("link", { name: "Open line" }).click();
  await expectStatus(mara, "Open");
  await request.getByRole("link", { name: part }).click();
  await expectStatus(jonas, "Open");

  // Jonas names a price; Mara's drawer shows it.
  const form = await begin(jonas, "Update price");
  await form.getByLabel("Price each").fill("41.20");
  const currency = form.getByLabel("Currency");
  if (await currency.count()) await currency.fill("EUR");
  await form.getByLabel("Comment").fill("From our Hamburg stock");
  await confirm(jonas, "Update price");
  await expectOffer(mara, "41.20 EUR");
  await expectOffer(jonas, "41.20 EUR");
  await expect(thread(mara)).toContainText("“From our Hamburg stock”");

  // They write to each other.
  await composer(mara).fill("Is the certificate original?");
  await drawer(mara).getByRole("button", { name: "Send" }).click();
  await expect(thread(jonas).locator(".message.is-theirs").last()).toContainText("Is the certificate original?");
  await composer(jonas).fill("It is. Scan follows.");
  await jonas.keyboard.press("Control+Enter");
  await expect(thread(mara).locator(".message.is-theirs").last()).toContainText("It is. Scan follows.");
  await expect(composer(jonas)).toHaveValue("");

  // Mara accepts what the dialog names.
  const total = (Math.round(41.2 * Number(quantity) * 100) / 100).toLocaleString("en-US", { minimumFractionDigits: 2 });
  const amount = `41.20 EUR × ${quantity} = ${total} EUR`;
  const accept = await begin(mara, "Accept offer");
  await expect(accept.getByRole("heading")).toHaveText(`Accept ${amount} from Orbit Aero Supply?`);
  await confirm(mara, "Accept offer");
  for (const page of [mara, jonas]) {
    await expectStatus(page, "Accepted");
    await expect(thread(page).locator(".system-message").last()).toContainText("Accepted offer 1");
  }

  // Both have the transaction, and the line has moved to the closed tab.
  for (const [page, deal] of [[mara, "Bought from Orbit Aero Supply"], [jonas, "Sold to Halden Air Maintenance"]] as const) {
    const line = new URL(page.url()).pathname;
    await drawer(page).getByRole("link", { name: "Transaction", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: part })).toBeVisible();
    await expect(page.locator(".page-sub")).toHaveText(deal);
    await expect(page.locator(".offer-sum")).toContainText(`${total} EUR`);
    await page.getByRole("link", { name: "Open line" }).click();
    await expect(page).toHaveURL(line);
  }
  await drawer(jonas).getByRole("link", { name: "Close", exact: true }).click();
  await expectCount(jonas, "Active", active);
  await expectCount(jonas, "Closed", closed + 1);
  await tabs.nth(1).click();
  await expect(jonas.locator("tbody tr").first()).toContainText(part);
  await expect(jonas.locator("tbody tr").first().locator(".pill")).toHaveText("Accepted");
});

test("the bell counts live and its notification leads to the line", async ({ browser }) => {
  const jonas = await signIn(browser, "Jonas Keller");
  const mara = await signIn(browser, "Mara Lindqvist");
  const part = await list(jonas);
  const id = await addToCart(mara, part);
  await open(mara, "/connector/demands");
  const before = await unread(mara);
  await open(jonas, `/connector/requests/lines/${id}`);
  await offer(jonas, "9.75");
  await expect.poll(() => unread(mara)).toBe(before + 1);

  await mara.getByRole("banner").getByRole("link", { name: /Notifications/ }).click();
  const note = mara.locator(".note-list li").first();
  await expect(note).toContainText(`Orbit Aero Supply offered 9.75 EUR each for ${part}`);
  await expect(note).toHaveClass(/is-unread/);
  await note.getByRole("link").click();
  await expect(mara).toHaveURL(`/connector/shopping-cart/lines/${id}`);
  await expectOffer(mara, "9.75 EUR");
  // Who has read the line has read what was said about it.
  await open(mara, "/notifications");
  await expect(mara.locator(".note-list li").first()).toContainText(part);
});

test("a list that stands open follows the line's state", async ({ browser }) => {
  const jonas = await signIn(browser, "Jonas Keller");
  const mara = await signIn(browser, "Mara Lindqvist");
  const part = await list(jonas);
  const id = await addToCart(mara, part, 4);
  await drawer(mara).getByRole("link", { name: "Close", exact: true }).click();
  await open(jonas, `/connector/requests/lines/${id}`);
  const row = mara.locator("tbody tr", { hasText: part });
  await expect(row.locator(".pill")).toHaveText("Open");
  await offer(jonas, "2.5");
  await expect(row.locator(".pill")).toHaveText("Quote");
  await expect(row).toContainText("10.00 EUR");
  await expect(row).toHaveClass(/is-unread/);
  await begin(jonas, "Withdraw");
  await dialog(jonas).getByLabel("In your own words").fill("Sold over the counter");
  await confirm(jonas, "Withdraw");
  await expect(row).toHaveCount(0);
});
