// What a refusal says, where it says it, and what it leaves behind.
import {
  addToCart, announceStatus, begin, composer, confirm, dialog, drawer, expect, expectOffer, expectStatus, findPart, list,
  newLine, offer, open, signIn, test,
} from "./support";

const plain = { javaScriptEnabled: false };
const scripts = false;

test("an offer that was revised meanwhile is shown in the dialog and accepted on purpose", async ({ browser }) => {
  const { buyer, seller } = await newLine(browser);
  await offer(seller, "21.50");
  await expectOffer(buyer, "21.50 EUR");
  const question = await begin(buyer, "Accept offer");
  await offer(seller, "23.00", { "Lead time, days": "9" });
  await expect(question.getByRole("heading")).toContainText("Accept 21.50 EUR × 10 = 215.00 EUR");

  announceStatus(buyer, 409);
  await question.getByRole("button", { name: "Accept offer", exact: true }).click();
  await expect(question.getByRole("heading")).toContainText("Accept 23.00 EUR × 10 = 230.00 EUR");
  await expect(question).toContainText("You looked at revision 1; revision 2 is the newest.");
  await expect(question).toContainText("Price each: 21.50 EUR → 23.00 EUR (+7.0 %)");
  // Once, where the eye is.
  await expect(buyer.getByText("The seller has changed the offer.")).toHaveCount(1);

  // A second click alone buys nothing.
  await question.getByRole("button", { name: "Accept offer", exact: true }).click();
  await expect(dialog(buyer)).toBeVisible();
  await expectStatus(buyer, "Quote");
  await question.getByLabel("I accept revision 2").check();
  await confirm(buyer, "Accept offer");
  await expectStatus(buyer, "Accepted");
  await expect(drawer(buyer).locator(".offer-price")).toHaveText("23.00 EUR");
});

test("adding what is in the cart says before what would lapse and after what was raised", async ({ browser }) => {
  const { buyer, seller, part } = await newLine(browser, { quantity: 5 });
  await offer(seller, "21.50");
  await expectOffer(buyer, "21.50 EUR");
  await findPart(buyer, part);
  const row = buyer.getByRole("row", { name: /Orbit Aero Supply/ });
  await expect(row).toContainText("5 in your cart; adding raises that. The offer of 21.50 EUR each holds up to 5; beyond that it lapses.");
  await row.getByLabel("Quantity from").fill("3");
  await expect(row).toContainText("this makes it 8. The offer of 21.50 EUR each for up to 5 lapses then; Orbit Aero Supply has to name a price again.");
  await row.getByRole("button", { name: "Add to cart" }).click();
  await expect(buyer.locator("main").getByRole("status").first()).toContainText("Quantity raised from 5 to 8. The offer did not reach that far and lapsed.");
  await row.getByLabel("Quantity from").fill("600");
  await expect(row).toContainText("Orbit Aero Supply has only 500 now.");
});

test("a quantity that is none stays in its field without scripts, with the reason", async ({ browser }) => {
  const part = await list(await signIn(browser, "Jonas Keller"));
  const mara = await signIn(browser, "Mara Lindqvist", plain);
  await open(mara, `/connector/parts/${part.replaceAll("-", "")}`, { scripts });
  await mara.getByLabel("Quantity from Orbit Aero Supply").fill("a dozen");
  await mara.getByRole("button", { name: "Add to cart" }).click();
  await expect(mara.getByRole("alert")).toHaveText("“a dozen” is not a whole number");
  await expect(mara.getByLabel("Quantity from Orbit Aero Supply")).toHaveValue("a dozen");
  await mara.getByLabel("Quantity from Orbit Aero Supply").fill("4");
  await mara.getByRole("button", { name: "Add to cart" }).click();
  await mara.getByLabel("Quantity from Orbit Aero Supply").fill("8");
  await mara.getByRole("button", { name: "Add to cart" }).click();
  await expect(mara.locator("main").getByRole("status").first()).toContainText("Quantity raised from 4 to 12.");
  await expect(mara.getByRole("alert")).toHaveCount(0);
});

test("a form that came back is taken over where scripts run", async ({ browser }) => {
  const part = await list(await signIn(browser, "Jonas Keller"));
  const mara = await signIn(browser, "Mara Lindqvist", { fresh: true });
  await addToCart(mara, part, 4);
  // As a browser posts that has not loaded its scripts yet.
  const line_id = new URL(mara.url()).pathname.split("/").pop()!;
  const form = {
    "input[line][line_id]": line_id, "input[line][side]": "buyer", "input[line][request_id]": crypto.randomUUID(),
    "input[version_seen]": "1", "input[quantity_seen]": "4", "input[quantity]": "many",
  };
  const answer = await mara.request.post("/api/negotiation/change_quantity", {
    form, maxRedirects: 0, headers: { accept: "text/html", referer: mara.url(), origin: new URL(mara.url()).origin },
  });
  await open(mara, answer.headers()["location"]);
  const question = dialog(mara);
  await expect(question.getByLabel("Quantity")).toHaveValue("many");
  await expect(question).toContainText("“many” is not a whole number");
  expect(await question.evaluate((element) => element.matches(":modal"))).toBe(true);
  await question.getByLabel("Quantity").fill("6");
  await confirm(mara, "Change quantity");
  await expect(drawer(mara)).toContainText("6 EA");
});

test("next and previous follow the order of the list behind", async ({ browser }) => {
  const jonas = await signIn(browser, "Jonas Keller", { at: "/connector/requests?sort=value" });
  const links = jonas.locator(".lines a.row-link");
  const ids = await links.evaluateAll((links) => links.map((link) => new URL((link as HTMLAnchorElement).href).pathname.split("/").pop()!));
  // By its id: neighbours may be for the same part, and a key that comes before the next line stands there presses the same
  // link once more.
  const shows = (id: string) => expect(drawer(jonas).locator(`[href="/lines/${id}/history.pdf"]`)).toHaveCount(1);
  await links.first().click();
  await shows(ids[0]);
  for (const id of ids.slice(1, 4)) {
    await jonas.keyboard.press("j");
    await shows(id);
  }
  await jonas.keyboard.press("k");
  await shows(ids[2]);
});

test("errors name their window and offer what helps", async ({ browser }) => {
  const mara = await signIn(browser, "Mara Lindqvist");
  announceStatus(mara, 404);
  await open(mara, "/connector/parts/NOWHEREATALL");
  await expect(mara).toHaveTitle("Not found · Counterpart");
  announceStatus(mara, 403);
  await open(mara, "/connector/requests");
  await expect(mara).toHaveTitle("No access · Counterpart");
  announceStatus(mara, 400);
  await open(mara, "/connector/parts?condition=ZZ");
  await expect(mara).toHaveTitle("Not readable · Counterpart");
  await mara.getByRole("link", { name: "Clear filters" }).click();
  await expect(mara.locator("a.row-link").first()).toBeVisible();
  await expect(mara).toHaveTitle("Parts · Counterpart");
  await open(mara, "/invitations/not-one", { live: false });
  await expect(mara.getByRole("heading", { level: 1 })).toHaveText("This invitation link does not work");
});

test("a saved reply is put into the message without scripts", async ({ browser }) => {
  const { id } = await newLine(browser);
  const jonas = await signIn(browser, "Jonas Keller", plain);
  await open(jonas, `/connector/requests/lines/${id}`, { scripts });
  await composer(jonas).fill("Good morning.");
  await drawer(jonas).getByText("Replies", { exact: true }).click();
  await drawer(jonas).getByRole("button", { name: "In stock, ships today" }).click();
  await expect(composer(jonas)).toHaveValue(/^Good morning\. 10 EA of E2E-\S+ are on the shelf\./);
  await drawer(jonas).getByRole("button", { name: "Send" }).click();
  await expect(drawer(jonas).locator(".message.is-mine")).toContainText("are on the shelf");
});
