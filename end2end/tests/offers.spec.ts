// Offers in full: extended, countered, taken over, and what another quantity does to them; from both sides.
import {
  announceStatus, begin, confirm, dialog, drawer, expect, expectOffer, expectStatus, findPart, list, newLine, offer, open,
  signIn, test, thread, type Locator, type Page,
} from "./support";

const HOUR_MS = 3_600_000;

/** The newest revision's row in the table of offers. */
function newest(page: Page): Locator {
  return drawer(page).locator(".offers .terms").first();
}

/** The end of the standing offer, as the facts count it down. */
function countdown(page: Page): Locator {
  return drawer(page).locator(".countdown");
}

/** The buyer names a price, and whatever else. */
async function counter(buyer: Page, price: string, fields: Record<string, string> = {}) {
  const form = await begin(buyer, "Counter-offer");
  await form.getByLabel("Price each").fill(price);
  for (const [label, text] of Object.entries(fields)) await form.getByLabel(label).fill(text);
  await confirm(buyer, "Counter-offer");
}

/** A day from now as date fields take it. */
function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 24 * HOUR_MS).toISOString().slice(0, 10);
}

test("the seller extends an offer and both see what changed", async ({ browser }) => {
  const { buyer, seller, part } = await newLine(browser);
  await offer(seller, "5.00", { "Valid for, days": "2" });
  await expectOffer(buyer, "5.00 EUR");
  await expect(countdown(buyer)).toHaveText(/^expires in (2 d 0 h|1 d 23 h)$/);

  const form = await begin(seller, "Extend");
  await expect(form.getByRole("heading")).toHaveText(
    new RegExp(`^Extend your offer for ${part} to Halden .* until \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC\\?$`),
  );
  await expect(form).toContainText("It stays 5.00 EUR each for up to 10; only its end changes.");
  await confirm(seller, "Extend");
  for (const page of [buyer, seller]) {
    await expect(thread(page)).toContainText("Offer 2: still 5.00 EUR each for up to 10, now valid until");
    await expect(countdown(page)).toHaveText(/^expires in (4 d 0 h|3 d 23 h)$/);
    await expect(newest(page)).toContainText("+2 d");
    await expect(newest(page)).toContainText("live");
  }
  await begin(buyer, "Accept offer");
  await confirm(buyer, "Accept offer");
  await expectStatus(seller, "Accepted");
});

test("a revision shows what it changed, in the table and in the thread", async ({ browser }) => {
  const { buyer, seller } = await newLine(browser);
  await offer(seller, "10.00", { "Lead time, days": "7" });
  await offer(seller, "9.50", { Quantity: "25", "Lead time, days": "5" });
  await expectOffer(buyer, "9.50 EUR");
  await expect(newest(buyer)).toContainText("−5.0 %");
  await expect(newest(buyer)).toContainText("+15");
  await expect(newest(buyer)).toContainText("−2 d");
  await expect(thread(buyer)).toContainText("Offer 2: 9.50 EUR each (−5.0 %) for up to 25 (was 10), lead time 5 d (was 7 d)");
});

test("the end is counted down by the server's clock, whatever the browser's clock says", async ({ browser }) => {
  const { seller, id } = await newLine(browser);
  await offer(seller, "5.00", { "Valid for, days": "1" });
  await expectStatus(seller, "Quote");
  const late = await signIn(browser, "Mara Lindqvist", { fresh: true });
  await late.clock.install({ time: new Date(Date.now() + 5 * HOUR_MS) });
  await open(late, `/connector/shopping-cart/lines/${id}`);
  await expect(countdown(late)).toHaveText(/^expires in (1 d 0 h|23 h 59 min)$/);
  await expect(countdown(late)).toHaveClass(/is-soon/);
  await late.clock.fastForward(2 * HOUR_MS + 120_000);
  await expect(countdown(late)).toHaveText(/^expires in 21 h 5\d min$/);
  await late.clock.fastForward(21 * HOUR_MS);
  await expect(countdown(late)).toHaveClass(/is-urgent/);
});

test("a counter-offer is told at once and taken over in one step", async ({ browser }) => {
  const { buyer, seller, part } = await newLine(browser, { row: { lead_time_days: 3 } });
  await offer(seller, "5.00");
  await expectOffer(buyer, "5.00 EUR");

  const form = await begin(buyer, "Counter-offer");
  await expect(form.getByRole("heading")).toHaveText(`Counter-offer to Orbit Aero Supply for 10 × ${part}?`);
  await form.getByLabel("Price each").fill("4.60");
  await form.getByLabel("Quantity").fill("40");
  await expect(form).toContainText("4.60 EUR × 40 = 184.00 EUR.");
  await form.getByLabel("Needed by").fill(dayFromNow(12));
  await form.getByLabel("Comment").fill("For the spring overhaul");
  await confirm(buyer, "Counter-offer");

  for (const page of [buyer, seller]) {
    const card = thread(page).locator(".message-card");
    await expect(card).toContainText("Counter-offer 1");
    await expect(card).toContainText("4.60 EUR each");
    await expect(card).toContainText("Quantity 40");
    await expect(card).toContainText("For the spring overhaul");
    await expectOffer(page, "5.00 EUR");
  }
  await expect(drawer(buyer).locator(".fact", { hasText: "Counter-offer" })).toContainText("waits for Orbit Aero Supply");

  const taking = await begin(seller, "Take over");
  await expect(taking.getByRole("heading")).toContainText(`for ${part}: 4.60 EUR × 40 = 184.00 EUR?`);
  await expect(taking).toContainText("It becomes your offer 2: 4.60 EUR each for up to 40, lead time 12 days");
  await confirm(seller, "Take over");
  for (const page of [buyer, seller]) {
    await expectOffer(page, "4.60 EUR");
    await expect(drawer(page).locator(".offer-sum")).toContainText("184.00 EUR");
    await expect(thread(page)).toContainText("The seller took over counter-offer 1.");
    await expect(thread(page).locator(".message.is-over")).toContainText("no longer stands");
  }
  await expect(drawer(seller).getByRole("button", { name: "Take over" })).toHaveCount(0);
});

test("the seller answers a counter-offer with a price; a newer one takes the older one's place", async ({ browser }) => {
  const { buyer, seller } = await newLine(browser, { row: { price: "", currency: "" } });
  await counter(buyer, "3.00");
  await expect(thread(seller).locator(".message-card")).toContainText("3.00 USD each");
  await counter(buyer, "3.20", { Quantity: "30" });
  await expect(thread(seller).locator(".message.is-over")).toContainText("Counter-offer 1");

  const form = await begin(seller, "Update price");
  await expect(form).toContainText("would take: 3.20 USD each, quantity 30. Your price answers that.");
  await expect(form.getByLabel("Price each")).toHaveValue("3.20");
  await expect(form.getByLabel("Quantity")).toHaveValue("30");
  await form.getByLabel("Price each").fill("3.40");
  await confirm(seller, "Update price");
  await expectOffer(buyer, "3.40 USD");
  await expect(drawer(buyer).locator(".fact", { hasText: "Counter-offer" })).toHaveCount(0);
});

test("a price that crosses a counter-offer is held back until it was read", async ({ browser }) => {
  const { buyer, seller } = await newLine(browser);
  const form = await begin(seller, "Update price");
  await form.getByLabel("Price each").fill("5.00");
  await counter(buyer, "4.00");
  await expect(thread(seller).locator(".message-card")).toContainText("4.00 EUR each");
  announceStatus(seller, 409);
  await form.getByRole("button", { name: "Update price", exact: true }).click();
  await expect(form.getByRole("alert")).toContainText("The buyer has made another counter-offer. Nothing was sent");
  await form.getByRole("button", { name: "Cancel" }).click();
  await offer(seller, "4.50");
  await expectOffer(buyer, "4.50 EUR");
});

test("what a quantity does to the offer is said while it is typed, and what it becomes", async ({ browser }) => {
  const { buyer, seller } = await newLine(browser, { row: { min_quantity: 20, pack_quantity: 10 }, quantity: 20 });
  await offer(seller, "5.00", { Quantity: "40" });
  await expectOffer(buyer, "5.00 EUR");

  const form = await begin(buyer, "Change quantity");
  const field = form.getByLabel("Quantity");
  await expect(form).toContainText("The offer of 5.00 EUR each holds up to 40 EA; beyond that it lapses.");
  await field.fill("60");
  await expect(form).toContainText("Raising to 60 lets the offer of 5.00 EUR for up to 40 lapse; Orbit Aero Supply has to name a price again.");
  await field.fill("13");
  await expect(form).toContainText("Sold in packs of 10, at least 20: 13 becomes 20.");
  await field.fill("23");
  await expect(form).toContainText("Sold in packs of 10, at least 20: 23 becomes 30.");
  await expect(form).toContainText("The offer of 5.00 EUR each covers 30, it stays: 150.00 EUR in all.");
  await field.press("Tab");
  await expect(field).toHaveValue("30");
  await confirm(buyer, "Change quantity");
  await expectOffer(seller, "5.00 EUR");
  await expect(thread(seller)).toContainText("Quantity changed from 20 to 30.");
});

test("what cannot be ordered becomes what can, before it is added to the cart", async ({ browser }) => {
  const jonas = await signIn(browser, "Jonas Keller");
  const mara = await signIn(browser, "Mara Lindqvist");
  const part = await list(jonas, { min_quantity: 20, pack_quantity: 10 });
  await findPart(mara, part);
  await mara.getByLabel("Quantity from").first().fill("13");
  await expect(mara.locator("tbody")).toContainText("Sold in packs of 10, at least 20: 13 becomes 20.");
  await mara.getByRole("button", { name: "Add to cart" }).first().click();
  await expect(mara.locator("tbody")).toContainText("20 in your cart");
});

test("countered and taken over by keyboard alone", async ({ browser }) => {
  const { buyer, seller } = await newLine(browser);
  await offer(seller, "5.00");
  await expectOffer(buyer, "5.00 EUR");
  await drawer(buyer).locator("h2").first().focus();
  await buyer.keyboard.press("o");
  await expect(dialog(buyer).getByLabel("Price each")).toBeFocused();
  await buyer.keyboard.type("4.75");
  await buyer.keyboard.press("Enter");
  await expect(dialog(buyer)).toHaveCount(0);
  await expect(thread(seller).locator(".message-card")).toContainText("4.75 EUR each");

  await drawer(seller).locator("h2").first().focus();
  await seller.keyboard.press("t");
  await expect(dialog(seller)).toBeVisible();
  const take = dialog(seller).getByRole("button", { name: "Take over", exact: true });
  for (let step = 0; step < 4 && !(await take.evaluate((button) => button === document.activeElement)); step += 1) {
    await seller.keyboard.press("Tab");
  }
  await expect(take).toBeFocused();
  await seller.keyboard.press("Enter");
  await expectOffer(buyer, "4.75 EUR");

  await drawer(seller).locator("h2").first().focus();
  await seller.keyboard.press("e");
  await expect(dialog(seller).getByRole("heading")).toContainText("Extend your offer for");
  await seller.keyboard.press("Escape");
  await expect(dialog(seller)).toHaveCount(0);
  await expectOffer(seller, "4.75 EUR");
});

test("countered, taken over, extended and changed without scripts", async ({ browser }) => {
  const plain = { javaScriptEnabled: false };
  const row = { min_quantity: 20, pack_quantity: 10 };
  const { seller: live, part, id } = await newLine(browser, { row, quantity: 20 });
  await offer(live, "5.00", { "Valid for, days": "3" });
  await expectStatus(live, "Quote");
  const mara = await signIn(browser, "Mara Lindqvist", plain);
  const jonas = await signIn(browser, "Jonas Keller", plain);
  await open(mara, `/connector/shopping-cart/lines/${id}`, { scripts: false });
  await expect(countdown(mara)).toHaveText(/^expires in (3 d 0 h|2 d 23 h)$/);

  // A quantity that cannot be ordered is refused in the same words, and stands corrected in the form.
  const change = await begin(mara, "Change quantity");
  await expect(change).toContainText("The offer of 5.00 EUR each holds up to 20 EA; beyond that it lapses.");
  await change.getByLabel("Quantity").fill("33");
  await change.getByRole("button", { name: "Change quantity", exact: true }).click();
  await expect(mara.getByRole("alert").first()).toContainText("Sold in packs of 10, at least 20: 33 becomes 40. Nothing was changed.");
  await expect(dialog(mara).getByLabel("Quantity")).toHaveValue("40");
  await dialog(mara).getByRole("button", { name: "Cancel" }).click();

  const form = await begin(mara, "Counter-offer");
  await form.getByLabel("Price each").fill("4.40");
  await form.getByLabel("Needed by").fill(dayFromNow(9));
  await form.getByRole("button", { name: "Counter-offer", exact: true }).click();
  await expect(thread(mara).locator(".message-card")).toContainText("4.40 EUR each");

  await open(jonas, `/connector/requests/lines/${id}`, { scripts: false });
  const taking = await begin(jonas, "Take over");
  await expect(taking.getByRole("heading")).toContainText(`for ${part}: 4.40 EUR × 20 = 88.00 EUR?`);
  await taking.getByRole("button", { name: "Take over", exact: true }).click();
  await expect(drawer(jonas).locator(".offer-price")).toHaveText("4.40 EUR");
  await (await begin(jonas, "Extend")).getByRole("button", { name: "Extend", exact: true }).click();
  await expect(thread(jonas)).toContainText("Offer 3: still 4.40 EUR each for up to 20, now valid until");
  await expect(newest(jonas)).toContainText("+14 d");

  // The part's page corrects the quantity in the row that it was typed in.
  await open(mara, `/connector/parts?q=${part}`, { scripts: false });
  await mara.locator("a.row-link", { hasText: part }).click();
  await mara.getByLabel("Quantity from Orbit Aero Supply").fill("7");
  await mara.getByRole("button", { name: "Add to cart" }).click();
  await expect(mara.getByRole("alert")).toContainText("Sold in packs of 10, at least 20: 7 becomes 20. Nothing was changed.");
  await expect(mara.getByLabel("Quantity from Orbit Aero Supply")).toHaveValue("20");
});
