// Every action of a line besides the straight way to an agreement.
import { announceStatus, begin, confirm, dialog, drawer, expect, expectOffer, expectStatus, findPart, list, newLine, offer, open, signIn, test, thread } from "./support";

test("the buyer withdraws with a reason", async ({ browser }) => {
  const { buyer, seller } = await newLine(browser);
  const form = await begin(buyer, "Withdraw");
  await expect(form.getByRole("heading")).toContainText("from the negotiation with Orbit Aero Supply?");
  await expect(form.getByRole("button", { name: "Cancel" })).toBeFocused();
  await form.getByLabel("Reason").selectOption("no longer needed");
  await form.getByLabel("In your own words").fill("Aircraft was sold");
  await confirm(buyer, "Withdraw");
  for (const page of [buyer, seller]) {
    await expectStatus(page, "Withdrawn");
    await expect(thread(page)).toContainText("The buyer withdrew the line: no longer needed: Aircraft was sold");
    await expect(drawer(page).locator(".drawer-foot")).toContainText("This line is withdrawn. Nothing is left to do here.");
  }
});

test("the seller withdraws and a standing offer lapses", async ({ browser }) => {
  const { buyer, seller } = await newLine(browser);
  await offer(seller, "3.10");
  await expectOffer(buyer, "3.10 EUR");
  await expect(await begin(seller, "Withdraw")).toContainText("The standing offer of 3.10 EUR × 10 = 31.00 EUR lapses.");
  await confirm(seller, "Withdraw");
  await expectStatus(buyer, "Withdrawn");
  await expect(thread(buyer)).toContainText("The seller withdrew the line.");
  await expect(drawer(buyer).getByRole("button", { name: "Accept offer" })).toHaveCount(0);
});

test("the seller does not quote and says why", async ({ browser }) => {
  const { buyer, seller } = await newLine(browser);
  const form = await begin(seller, "No quote");
  await expect(form.getByRole("button", { name: "Cancel" })).toBeFocused();
  await form.getByLabel("In your own words").fill("Reserved for another customer");
  await confirm(seller, "No quote");
  for (const page of [buyer, seller]) {
    await expectStatus(page, "No quote");
    await expect(thread(page)).toContainText("The seller declined to quote: Reserved for another customer");
  }
});

test("documentation is requested once and provided with a reference", async ({ browser }) => {
  const { buyer, seller } = await newLine(browser);
  await begin(buyer, "Request documentation");
  await confirm(buyer, "Request documentation");
  await expect(drawer(buyer).locator(".fact", { hasText: "requested, not answered yet" })).toBeVisible();
  await expect(drawer(buyer).getByRole("button", { name: "Request documentation" })).toHaveCount(0);
  await expect(thread(seller)).toContainText("The buyer requested documentation.");

  const form = await begin(seller, "Provide documentation");
  await form.getByLabel("Reference").fill("Form 1 tracking number 2026-0815");
  await confirm(seller, "Provide documentation");
  for (const page of [buyer, seller]) {
    await expect(thread(page)).toContainText("Documentation: Form 1 tracking number 2026-0815");
    await expectStatus(page, "Open");
  }
  await expect(drawer(buyer).getByRole("button", { name: "Request documentation" })).toBeVisible();
  await expect(drawer(seller).getByRole("button", { name: "Provide documentation" })).toHaveCount(0);
});

test("a larger quantity lets the offer lapse, a smaller one keeps it", async ({ browser }) => {
  const { buyer, seller } = await newLine(browser);
  await offer(seller, "5.00");
  await expectOffer(buyer, "5.00 EUR");

  await (await begin(buyer, "Change quantity")).getByLabel("Quantity").fill("8");
  await confirm(buyer, "Change quantity");
  await expectOffer(seller, "5.00 EUR");
  await expect(drawer(seller).locator(".offer-sum")).toContainText("40.00 EUR");

  const form = await begin(buyer, "Change quantity");
  await expect(form).toContainText("The offer of 5.00 EUR each holds up to 10 EA; beyond that it lapses.");
  await form.getByLabel("Quantity").fill("25");
  await confirm(buyer, "Change quantity");
  for (const page of [buyer, seller]) {
    await expectStatus(page, "Open");
    await expect(thread(page)).toContainText("Quantity changed from 8 to 25. The standing offer lapsed.");
  }
});

test("a priced part is bought at its list price at once", async ({ browser }) => {
  const jonas = await signIn(browser, "Jonas Keller", { at: "/connector/requests" });
  const mara = await signIn(browser, "Mara Lindqvist");
  const part = await list(jonas, { price: "7.35", quantity: 40 });
  await findPart(mara, part);
  await mara.getByRole("button", { name: "Buy at list price" }).click();
  await dialog(mara).getByLabel("Quantity").fill("6");
  await expect(dialog(mara).getByRole("heading")).toHaveText("Buy 6 × 7.35 EUR from Orbit Aero Supply?");
  await expect(dialog(mara)).toContainText("44.10 EUR in all.");
  await confirm(mara, "Buy at list price");
  await expect(mara.locator("main").getByRole("status").first()).toContainText("Bought at list price. The seller has been told.");
  await expect(mara.locator("tr", { hasText: "Orbit" }).locator('[data-label="Available"]')).toContainText("34");
  await mara.getByRole("status").getByRole("link", { name: "Open line" }).click();
  await expectStatus(mara, "Accepted");
  await expect(drawer(mara).getByRole("link", { name: "Transaction", exact: true })).toBeVisible();
  await open(jonas, "/connector/transactions");
  await expect(jonas.locator("tbody tr").first()).toContainText(part);
  await expect(jonas.locator("tbody tr").first()).toContainText("44.10 EUR");
});

test("accepting an offer that has changed meanwhile is refused and shows the new one", async ({ browser }) => {
  const { buyer, seller, id } = await newLine(browser);
  await offer(seller, "6.00");
  // This window no longer hears the other side: its stream never begins.
  await buyer.route("**/live", () => {});
  await open(buyer, `/connector/shopping-cart/lines/${id}`, { live: false });
  await expectOffer(buyer, "6.00 EUR");
  await offer(seller, "6.50");

  await begin(buyer, "Accept offer");
  announceStatus(buyer, 409);
  await dialog(buyer).getByRole("button", { name: "Accept offer", exact: true }).click();
  await expect(dialog(buyer).getByRole("alert")).toContainText("The seller has changed the offer. Nothing was sent");
  await dialog(buyer).getByRole("button", { name: "Cancel" }).click();
  await expectOffer(buyer, "6.50 EUR");
  await expectStatus(seller, "Quote");

  // The new offer can be accepted.
  await expect(await begin(buyer, "Accept offer")).toContainText("Accept 6.50 EUR × 10 = 65.00 EUR");
  await confirm(buyer, "Accept offer");
  await expectStatus(seller, "Accepted");
});

test("what a dialog names stays as it was read while the other side moves", async ({ browser }) => {
  const { buyer, seller } = await newLine(browser);
  await offer(seller, "8.00");
  await expectOffer(buyer, "8.00 EUR");
  const form = await begin(buyer, "Accept offer");
  await offer(seller, "9.00");
  await expect(drawer(buyer).locator(".offer-price")).toHaveText("9.00 EUR");
  await expect(form.getByRole("heading")).toContainText("Accept 8.00 EUR × 10 = 80.00 EUR");
  announceStatus(buyer, 409);
  await form.getByRole("button", { name: "Accept offer", exact: true }).click();
  await expect(form.getByRole("alert")).toContainText("The seller has changed the offer.");
  await form.getByRole("button", { name: "Cancel" }).click();
  await expect(await begin(buyer, "Accept offer")).toContainText("Accept 9.00 EUR × 10 = 90.00 EUR");
});

test("accepting closes the matching demand if the buyer says so", async ({ browser }) => {
  const { buyer, seller, part, id } = await newLine(browser);
  await open(buyer, "/connector/demands");
  await buyer.getByRole("button", { name: "New demand" }).first().click();
  await dialog(buyer).getByLabel("Part number").fill(part);
  await dialog(buyer).getByLabel("Quantity").fill("10");
  await confirm(buyer, "Open demand");
  const demand = buyer.locator("tbody tr", { hasText: part });
  await expect(demand).toContainText("1 listing");

  await offer(seller, "4.00");
  await open(buyer, `/connector/shopping-cart/lines/${id}`);
  await expect(drawer(buyer).getByRole("link", { name: "Matches an open demand of yours" })).toBeVisible();
  const form = await begin(buyer, "Accept offer");
  await form.getByLabel(/^Close the demand for /).check();
  await confirm(buyer, "Accept offer");
  await expect(thread(buyer)).toContainText("The open demand was closed.");
  await open(buyer, "/connector/demands?tab=closed");
  await expect(demand).toHaveCount(1);
});

test("Cancel changes nothing in any dialog", async ({ browser }) => {
  const { buyer, seller } = await newLine(browser);
  await offer(seller, "3.00");
  await expectOffer(buyer, "3.00 EUR");
  const cancel = async (page: typeof buyer, action: string) => {
    await begin(page, action);
    await dialog(page).getByRole("button", { name: "Cancel" }).click();
    await expect(dialog(page)).toHaveCount(0);
  };
  const entries = await thread(seller).locator(".system-message").count();
  for (const action of ["Withdraw", "Change quantity", "Request documentation", "Accept offer"]) await cancel(buyer, action);
  for (const action of ["Withdraw", "No quote", "Update price"]) await cancel(seller, action);
  for (const page of [buyer, seller]) {
    await page.reload();
    await expectOffer(page, "3.00 EUR");
    await expect(thread(page).locator(".system-message")).toHaveCount(entries);
  }
});

test("Escape closes a dialog before the drawer", async ({ browser }) => {
  const { buyer } = await newLine(browser);
  await begin(buyer, "Withdraw");
  await buyer.keyboard.press("Escape");
  await expect(dialog(buyer)).toHaveCount(0);
  await expectStatus(buyer, "Open");
});

test("a double click acts once", async ({ browser }) => {
  const { buyer, seller } = await newLine(browser);
  const form = await begin(seller, "Update price");
  await form.getByLabel("Price each").fill("2.20");
  await form.getByRole("button", { name: "Update price", exact: true }).dblclick();
  await expect(dialog(seller)).toHaveCount(0);
  await expectOffer(seller, "2.20 EUR");
  await expect(drawer(seller)).toContainText("1 revision");

  await begin(buyer, "Accept offer");
  await dialog(buyer).getByRole("button", { name: "Accept offer", exact: true }).dblclick();
  await expectStatus(buyer, "Accepted");
  await expect(dialog(buyer)).toHaveCount(0);
  await expect(thread(buyer).locator(".system-message", { hasText: "Accepted offer" })).toHaveCount(1);

  await drawer(buyer).getByLabel(/^Message to/).fill("Please ship to Oslo");
  await drawer(buyer).getByRole("button", { name: "Send" }).dblclick();
  await expect(thread(seller).locator(".message.is-theirs")).toHaveText(/Please ship to Oslo/);
  await seller.reload();
  await expect(thread(seller).locator(".message.is-theirs")).toHaveCount(1);
});

test("a refused price says why and keeps what was typed", async ({ browser }) => {
  const { buyer, seller } = await newLine(browser);
  const form = await begin(seller, "Update price");
  await form.getByLabel("Price each").fill("free");
  await form.getByLabel("Comment").fill("For you");
  announceStatus(seller, 422);
  await form.getByRole("button", { name: "Update price", exact: true }).click();
  await expect(form.getByRole("alert")).toContainText("“free” is not a price; write it like 41.20");
  await expect(form.getByLabel("Comment")).toHaveValue("For you");
  await form.getByLabel("Price each").fill("1.25");
  await confirm(seller, "Update price");
  await expectOffer(buyer, "1.25 EUR");
});
